"""The map of schools: a drawn base of the Los Angeles basin, and on it one pin for each campus.

No tiles and no service of anybody: the base is a static file made from public data (`content/map`), the pins are
links in the page. `component.py` puts a map together, `schools.templatetags.school_map` shows it.
"""
