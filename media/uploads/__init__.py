"""Check uploads by their content, not by the name or type the browser sends.

`check_document` and `check_table` raise `ValidationError` with a message for the person who chose the file: what it
really is, and what to do. `fields` has the form fields for pictures. Nothing is unpacked to disk, and every read has a
limit.
"""
