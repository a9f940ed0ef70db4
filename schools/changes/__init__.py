"""Changes of the register that can be previewed, applied all or nothing, and undone."""
