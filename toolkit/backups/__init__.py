"""Backup and restore of what the site cannot make again: database, uploads, what was published each day.

- `repository`  where backups are kept: calls restic; `checks` warns if its settings are incomplete
- `creation`    makes a backup: `postgres` dumps the database, `tables` counts and digests its rows, `files` finds the
  site's files, `manifest` describes all of it
- `verification`  proves a backup in a `scratch` database
- `restore`     plans and does it with `database_swap` and `media_swap`, and back again; `published_copy` informs the
  publisher, `later_changes` names what was saved after the backup, and `panel` says so on the editor's home page

restic encrypts, deduplicates, checks, and expires. The code here makes database and files of one moment, proves that
they can be restored, and swaps them in beside the old; django-dbbackup dumps them separately and restores in place.
"""
