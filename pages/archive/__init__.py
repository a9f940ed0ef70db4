"""Pages that were public are archived, not deleted."""
