"""The map of schools: a drawing of the region with one pin for each campus.

It uses no tiles and no outside service. The base is a static file made from public data (`content/map`), and the pins
are links in the page. `component.py` builds a map; `schools.templatetags.school_map` renders it.
"""
