"""Loads `content/` into an empty or half-filled site: each thing once, never over what staff made of it."""
