"""The staff guides of docs/guides, inside the editor: Help, then Staff guides."""
