"""Import: a file and a mapping become proposals, proposals become a change set that can be undone."""
