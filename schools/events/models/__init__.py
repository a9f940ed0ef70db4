from .event_index_page import EventIndexPage
from .event_page import EventPage
