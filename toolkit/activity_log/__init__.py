"""The activity log: who did what, append-only.

- `models`          the log entry
- `table_triggers`  triggers that log every change of the watched tables, by a form, a command, or bulk SQL
- `actors`          tells those triggers who is at work
- `record`          logs what changes no watched table
- `events`          sign-ins and ended sessions
- `middleware`      exports and noted views
- `commands`        management commands
- `log_triggers`    triggers that refuse changes of the log and keep email addresses out of it; their one exception
- `copying`         copies entries to the log on disk
- `sentences`       entries as sentences
- `report`          the log in the editor, for site admins
- `site`            the site's own part of the configuration

Wagtail's own log entries (pages, menu, announcements) are copied as they are written.

Why not a library: django-auditlog listens to signals, which bulk SQL skips. django-pghistory uses triggers, too, but
makes an event table per watched table: here about 60, many of them Wagtail's, Django's, and allauth's.
"""
