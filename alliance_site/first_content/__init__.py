"""Load `content/` into an empty site, and keep it up to date where laws and families' words change (`updates`)."""

ACTION = "load.first_content"  # in the history of each page: its first version, which staff can restore
