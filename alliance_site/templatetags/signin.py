"""What the pages of signing in show."""

import re

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# In this order: most browsers also name the ones they descend from.
BROWSERS = [("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari")]
SYSTEMS = [
    ("iPhone|iPad", "iOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
]


@register.filter
def browser(user_agent: str) -> str:
    """A browser's name and system as people know them."""
    found = [next((name for sign, name in known if re.search(sign, user_agent)), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, found)) or _("Unknown browser")
