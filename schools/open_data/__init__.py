"""The register as open data: files in standard formats, what each column means, a feed of changes.

Everything is written from the tables in `columns`: the files, their JSON Schema and the data dictionary. Only schools
that have opened are in it.
"""
