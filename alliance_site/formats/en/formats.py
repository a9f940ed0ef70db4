"""Dates with full month names, not “Sept.”."""

DATE_FORMAT = "F j, Y"
DATETIME_FORMAT = "F j, Y, P"
