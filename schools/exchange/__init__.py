"""Export the register, import files in two steps, reconcile with the state's directory, and undo imports.

`sheets` reads any file into rows of text. `layout` (our format) and `pubschls` (the state's) turn the rows into
proposals. `plan` previews an import, `apply` runs it, and `undo` reverses it.

Why not django-import-export: it previews files, too, but cannot undo an import, refuse one whose preview is out of
date, or tell what the sender changed since the export.
"""
