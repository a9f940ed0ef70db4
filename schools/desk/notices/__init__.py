"""School notices: short messages from a school to its families, for a few days.

They are not for emergencies. For those, a Publisher sets an `Announcement` on every page.
"""
