"""Where a token and, if the user ticks it, the password are kept between runs: an OS keyring, the kernel, memory."""
