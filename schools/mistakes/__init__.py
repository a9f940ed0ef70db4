"""“Report a mistake” below each profile: a form without account, cookie, or script, protected against spam."""

from django.dispatch import Signal
from django.utils.text import format_lazy
from django.utils.translation import pgettext_lazy

# Last parts of the addresses, below a profile.
FORM = format_lazy("{}/", pgettext_lazy("address", "report"))
THANKS = format_lazy("{}{}/", FORM, pgettext_lazy("address", "thanks"))

reported = Signal()  # sent with `report`; the site listens, to email staff
