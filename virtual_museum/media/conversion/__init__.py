"""From an original to its renditions: pure functions over files, run in a child process with hard limits.

Nothing here knows the database, the web or the languages; the modules import one another relatively, so that
the child process starts without loading the rest of the museum.
"""
