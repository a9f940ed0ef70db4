"""Dates as families read them: months in full, not “Sept.”."""

DATE_FORMAT = "F j, Y"
