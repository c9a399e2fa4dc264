"""Users and their roles, signing in, the second factor, and tokens for programs."""
