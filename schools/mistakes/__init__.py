"""“Report a mistake”, below each profile: a form without account, cookie or script, guarded against spam.

What it takes in is a `MistakeReport`; `reported` tells whoever mails it to staff.
"""

from django.dispatch import Signal

NAME = "report"  # of the address, below a profile

reported = Signal()  # sent with `report`
