"""What a school tells its families for some days: written on its desk, looked at, public at once, gone by its day.

No emergency is told this way: that is an `Announcement` on every page, which a Publisher sets.
"""
