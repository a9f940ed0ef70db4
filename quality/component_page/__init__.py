"""The gallery of components in the editor: every component of the site in all its states."""
