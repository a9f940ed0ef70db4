"""Backup and restore of what the site cannot make again: database, uploads, what was published each day.

- `repository`  where backups are kept: calls restic, and warns if the settings are incomplete
- `creation`    makes a backup: `postgres` dumps the database, `files` finds the site's files, `manifest` describes both
- `restore`     proves a backup in one of the `databases` beside the site's own, or puts it in place of the present
  data, and back again (`swap`); informs the publisher and the editor's home page; `manifest` names what was saved after
  the backup

restic encrypts, deduplicates, checks, and expires. The code here makes database and files of one moment, and swaps them
in beside the old; django-dbbackup dumps them separately and restores over the present data.
"""
