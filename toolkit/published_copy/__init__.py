"""The published copy: every public address as a file that a web server serves without the application.

`triggers` notes each change in the database, `affected` says which addresses show it, `render` makes the bytes,
`copy` keeps the files, `publisher` puts them together, `archive` remembers what each address said when.
"""
