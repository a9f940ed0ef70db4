"""What the site tells the log: the module that the setting ACTIVITY_LOG names.

- `WATCHED`      list of `watched.Watched`, the tables whose every change is noted
- `TITLES`       {model label in lower case: SQL for what a row `r` is called}, for rows that foreign keys point at
- `KINDS`        {first half of an action: its name in the filter of the log}
- `SENTENCES`    {action: sentence}, besides those of `words`
- `COUNTS`       {name: label} of what a nightly clean-up counts
- `NOTED_VIEWS`  {name of a view of the editor: function of its match that notes who opened it}
"""

from importlib import import_module

from django.conf import settings


def site():
    return import_module(settings.ACTIVITY_LOG)
