"""One file that holds the whole museum, the same for every database and store."""
