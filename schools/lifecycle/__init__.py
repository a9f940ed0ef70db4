"""What happens to a school once in years, done in one go: it opens, gets another name, moves, merges, closes.

Each kind is a form (`forms`) and a module that does it (`opening`, `rename`, `move`, `merger`, `closure`). What it
does is shown before: it is done, told (`impact`), and taken back with the transaction (`execution`). So the preview is
what happens, and its digest is what is agreed to. `undo` takes one back that was done, previewed in the same way.

A guided change is a batch like an import (`ImportBatch`): `records` hold the register before and after, `plan` what it
did with profiles and redirects. Nothing waits for a day but what waits for it elsewhere: dates in the record, which
the calendar follows, and Wagtail's own time at which a page is taken down.
"""
