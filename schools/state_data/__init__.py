"""The state's files: the directory of schools, compared with the register or imported, and yearly results."""
