"""`make faults`: breaks a stack on purpose, under load, and counts what visitors get."""
