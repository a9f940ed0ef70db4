"""The school desk: the one page where a school's editors work on its record, and where the office sees everything.

The site listens to `proposed` and `decided` to email staff.
"""

from django.dispatch import Signal

proposed = Signal()  # sent with `proposal`
decided = Signal()  # sent with `proposal` when it is approved or returned
