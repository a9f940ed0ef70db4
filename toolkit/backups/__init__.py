"""Backup and restore of what the site cannot make again: database, uploads, what was published each day.

restic encrypts, deduplicates, checks, and expires. The code here makes database and files of one moment, and swaps them
in beside the old; django-dbbackup dumps them separately and restores over the present data.
"""
