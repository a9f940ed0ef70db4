"""The register by files: exported, imported in two steps, reconciled with the state's directory, and taken back.

`sheets` reads any file into rows of text; `layout` (ours) and `pubschls` (the state's) say what the rows mean and make
proposals of them; `plan` is what an import would do; `apply` does it and `undo` takes it back.
"""
