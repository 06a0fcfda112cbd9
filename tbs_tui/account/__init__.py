"""Who I am and where: the Context that is shown, and the session that has the token for it."""
