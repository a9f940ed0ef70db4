"""The list of schools in the editor: filters, search, columns, files, and bulk edits."""
