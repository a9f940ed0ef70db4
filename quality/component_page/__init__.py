"""The page of the admin that shows every component of the site in all its states."""
