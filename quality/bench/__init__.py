"""`make bench`: how fast the parts are that have a limit, on databases of its own."""
