"""`make bench`: how fast the parts are that have a limit, on its own databases."""
