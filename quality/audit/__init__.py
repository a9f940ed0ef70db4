"""`make audit`: measures every bound of the site's face in a real browser and prints one table.

Each module is one kind of check; its functions take a browser and the address of a running site and answer rows.
"""
