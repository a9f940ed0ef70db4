"""A PostgreSQL server that needs no installation: the default for development, never used in production."""
