"""Announcements: short notices at the top of every page."""
