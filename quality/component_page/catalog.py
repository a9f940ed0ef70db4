"""Every component of the site. A new one is added to `furniture.py` or `content.py`."""

from . import content, furniture
from .states import Component

COMPONENTS = [*furniture.COMPONENTS, *content.COMPONENTS]


def component(name: str) -> Component | None:
    return next((one for one in COMPONENTS if one.name == name), None)
