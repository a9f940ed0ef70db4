"""The register as open data: files in standard formats, a data dictionary, and a feed of changes.

The tables in `columns` define the files, their JSON Schema, and the data dictionary. Only schools that have opened are
included.
"""
