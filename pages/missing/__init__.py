"""Addresses that visitors asked for and that don't exist: redirects for them, or a count."""
