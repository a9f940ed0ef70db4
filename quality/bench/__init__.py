"""`make bench`: how fast the parts are that have a bound. Measured in the process, on a database of its own."""
