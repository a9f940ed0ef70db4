"""The editor's home page: shortcuts, drafts, and upcoming changes, by role. Other packages add their own panels."""
