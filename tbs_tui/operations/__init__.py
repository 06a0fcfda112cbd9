"""What changes the cloud: what is allowed and why not, and each change followed to its true end."""
