"""Required postings: what must be on the website, whether it is there, and who maintains it.

Staff maintain the list of requirements (`Requirement`). A `Posting` fulfills one of them for one school or for the
network. Public pages show only what is posted, the date, and the owner, and never claim that a law is satisfied.
"""

from django.utils.text import format_lazy
from django.utils.translation import pgettext_lazy

# Last part of the address, below a profile and for the network.
LIST = format_lazy("{}/", pgettext_lazy("address", "required-documents"))
