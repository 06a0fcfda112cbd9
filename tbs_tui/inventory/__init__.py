"""What exists now: the last good picture of each Context, and the poller that keeps it fresh."""
