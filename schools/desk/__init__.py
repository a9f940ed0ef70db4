"""The school desk: the one page where a school's editors work on its record, and where the office sees everything."""

from django.dispatch import Signal

proposed = Signal()  # sent with `proposal`; the site listens to both, to email staff
decided = Signal()  # sent with `proposal` when it is approved or returned
