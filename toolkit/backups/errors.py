class BackupError(Exception):
    """A backup or restore that cannot go on; the text is one line for a person and holds no password."""
