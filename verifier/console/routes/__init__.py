"""One module a place in the console."""
