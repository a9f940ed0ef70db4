from .event_index_page import EventIndexPage
from .event_page import EventPage

__all__ = ["EventIndexPage", "EventPage"]
