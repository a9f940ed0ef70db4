"""The editor's home page: what one can begin, finish, and expect, by role. Rooms add panels of their own."""
