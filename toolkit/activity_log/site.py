"""The site's configuration of the log: the module that the setting ACTIVITY_LOG names.

- `WATCHED`      list of `table_triggers.Watched`, the tables whose changes are logged
- `TITLES`       {model label in lower case: SQL for the title of a row `r`}, for rows that foreign keys point to
- `KINDS`        {first half of an action: its name in the filter of the log}
- `SENTENCES`    {action: sentence}, in addition to those of `sentences`
- `COUNTS`       {name: label} of the numbers in the entry of a nightly clean-up
- `COMMANDS`     set of names of the site's management commands that are logged, in addition to those of `commands`
- `NOTED_VIEWS`  {name of an editor view: function of its resolver match that logs who opened it}
"""

from importlib import import_module

from django.conf import settings


def site():
    return import_module(settings.ACTIVITY_LOG)
