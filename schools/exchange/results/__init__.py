"""Import the state's results from its own files: read (`upload`, `layouts`), preview (`changes`), apply, and undo."""
