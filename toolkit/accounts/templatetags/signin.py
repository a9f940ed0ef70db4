"""Template filters for the sign-in pages."""

import re

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# The order matters, because most browsers also name the browsers they are based on.
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
    """Return the common names of the browser and its operating system."""
    names = [
        next((name for sign, name in patterns if re.search(sign, user_agent)), "") for patterns in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, names)) or _("Unknown browser")
