"""Export the register and import files in two steps.

Why not django-import-export: it previews files, too, but cannot undo an import, refuse one whose preview is out of
date, or tell what the sender changed since the export.
"""
