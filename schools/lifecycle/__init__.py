"""Guided changes: opening, renaming, moving, merging, or closing a school in one step, now or on a later day."""
