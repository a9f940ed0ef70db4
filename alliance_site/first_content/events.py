"""A sample event, which stays a draft: `content/sample/events/sample-event.md`."""

from wagtail.models import Locale, Page

from schools.models import EventPage

from . import text
from .ledger import Ledger

FILE = "sample/events/sample-event.md"
FIELDS = ("title", "summary", "first_day", "starts", "ends", "repeats", "until", "except_on", "place")


def load_sample_event(ledger: Ledger, pages: dict[str, Page]) -> None:
    if "events" not in pages or not ledger.is_new("sample:event"):
        return
    front = text.read(FILE)
    event = EventPage(slug="sample-event", live=False, locale=Locale.get_default())
    for name in FIELDS:
        setattr(event, name, front[name])
    event.body = text.body(text.sections(front.content)[1], pages)
    event.full_clean(exclude=["path", "depth"])
    pages["events"].add_child(instance=event)
    event.save_revision()
    ledger.add("sample:event")
