"""One school's desk: the one door of its editors to the record, and all about a school on one page for the office.

`proposed` and `decided` tell whoever mails it to staff.
"""

from django.dispatch import Signal

proposed = Signal()  # sent with `proposal`
decided = Signal()  # sent with `proposal`, once it is approved or returned
