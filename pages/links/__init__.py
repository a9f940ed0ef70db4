"""Links: to pages of this site and to other sites, where they are, and whether they work."""
