class BackupError(Exception):
    """A backup or restore that cannot go on. The text is one line for a person and holds no password."""
