"""Parts of the editor's interface that several forms and lists share."""
