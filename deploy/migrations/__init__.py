"""Whether a migration can run while the release before it still answers visitors: part of `make check`.

Old code goes on reading and writing beside it, and no table is locked for as long as it takes to read it. A change
that cannot keep to that comes in steps: add what is new (null, or with a `db_default`), release, fill it, release,
take away what is old. Indexes are added with `AddIndexConcurrently` in a migration that is not atomic, constraints with
`AddConstraintNotValid` and later `ValidateConstraint` (all in `django.contrib.postgres.operations`).
"""
