"""Check in `make check` that migrations can run while the previous release still serves visitors.

The previous release's code keeps reading and writing, and no table may be locked while it is read in full. Make other
changes in steps: add the new column (nullable, or with a `db_default`), release, fill it, release, remove the old one.
Add indexes with `AddIndexConcurrently` in a non-atomic migration, and constraints with `AddConstraintNotValid` and
later `ValidateConstraint` (all in `django.contrib.postgres.operations`).
"""
