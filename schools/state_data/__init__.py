"""The state's files: the directory of schools, compared with the register or imported, and yearly results.

`directory` is a layout of imports (`schools.exchange`), `reconcile` and `result_imports` are kinds of changes.
"""
