"""The list of schools in the editor: filters, search, columns, exports, and bulk edits."""
