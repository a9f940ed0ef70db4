from .event_index_page import EventIndexPage as EventIndexPage
from .event_page import EventPage as EventPage
