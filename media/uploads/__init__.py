"""What may come into the library is decided by what a file is, not by its name or by what a browser calls it.

`check_document` and `check_table` raise `ValidationError` with words for whoever chose the file: what it really is, and
what to do. `fields` has the form fields for pictures. Nothing is unpacked to disk, and nothing is read without a bound.
"""
