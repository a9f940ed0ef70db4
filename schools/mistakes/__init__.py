"""“Report a mistake” below each profile: a form without account, cookie, or script, protected against spam.

Each report is a `MistakeReport`. The site listens to `reported` to email staff.
"""

from django.dispatch import Signal

NAME = "report"  # last part of the address, below a profile

reported = Signal()  # sent with `report`
