"""The activity log: who did what, append-only.

Wagtail's own log entries (pages, menu, announcements) are copied as they are written.

Why not a library: django-auditlog listens to signals, which bulk SQL skips. django-pghistory uses triggers, too, but
makes an event table per watched table: here about 60, many of them Wagtail's, Django's, and allauth's.

The setting ACTIVITY_LOG names the module with the site's own part:

- `WATCHED`      list of `triggers.Watched`, the tables whose changes are logged
- `TITLES`       {model label in lower case: SQL for the title of a row `r`}, for rows that foreign keys point to
- `KINDS`        {first half of an action: its name in the filter of the log}
- `SENTENCES`    {action: sentence}, in addition to those of `sentences`
- `COMMANDS`     set of names of the site's management commands that are logged, in addition to those of `commands`
- `NOTED_VIEWS`  {name of an editor view: function of its resolver match that logs who opened it}
"""

from importlib import import_module

from django.conf import settings


def site():
    return import_module(settings.ACTIVITY_LOG)
