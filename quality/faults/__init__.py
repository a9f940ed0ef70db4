"""`make faults`: what breaks a site is done to it on purpose, under load, and what visitors get is counted.

Each fault is a module with a docstring, whose first line says what happens, and `run(trial)`, which does it and undoes
it. `trial` keeps the rest: load, changes, how long it takes until all is well, and whether it is.
"""
