"""Guided changes: opening, renaming, moving, merging, or closing a school in one step.

Each kind is a form (`kinds`) and a function that does it (`actions`). For the preview, the change is made,
described, and rolled back with its transaction (`execution`). So the preview is what really happens, and the office
agrees to its digest. An undo has the same kind of preview.

A guided change is a `ChangeSet`, like an import: `records` has the register before and after, and `data` has what was
done to profiles and redirects. Future dates of opening and closing need no job here: the record has its own dates,
and Wagtail takes pages down on schedule. A rename or a move for a later day waits as a `PlannedChange` (`planning`).
"""
