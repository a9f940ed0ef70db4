"""The published copy: every public address as a file that a web server serves without the application.

Why not a library: wagtail-bakery builds the whole site, or a page when that page is published. This copy follows every
change of the database, also by bulk SQL, to all addresses that show it.
"""
