"""Export the register, import files in two steps, and reconcile with the state's directory.

`sheets` reads any file into rows of text. `layout` (our format) and `schools.state_data` (the state's) turn the rows
into proposals. `plan` previews an import. `uploads` writes it, and makes it a kind of change (`schools.changes`).

Why not django-import-export: it previews files, too, but cannot undo an import, refuse one whose preview is out of
date, or tell what the sender changed since the export.
"""
