"""Whether a picture may be shown: who is in it, and until when there is consent."""

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

SOON = timedelta(days=30)  # before consent ends, for reminders


class People(models.TextChoices):
    NO_ONE = "no_one", _("No one who can be recognized")
    ADULTS = "adults", _("Adults only")
    SCHOLARS = "scholars", _("Scholars or other children")


class Status(models.TextChoices):
    WITHDRAWN = "withdrawn", _("Consent withdrawn")
    ENDED = "ended", _("Consent ended")
    MISSING = "missing", _("No consent recorded")
    UNKNOWN = "unknown", _("Not recorded who is in it")
    ENDS_SOON = "ends_soon", _("Consent ends within 30 days")
    VALID = "valid", _("Consent recorded")
    NOT_NEEDED = "not_needed", _("No consent needed")


HIDDEN = {Status.WITHDRAWN, Status.ENDED, Status.MISSING}
# A picture from before consent was recorded stays on its pages, but no page with it can be published again.
UNPUBLISHABLE = HIDDEN | {Status.UNKNOWN}


def status_of(*, people: str, release: str, until: date | None, withdrawn: date | None, today: date) -> Status:
    """Return the status on the day `today`; `until` is the last day with consent."""
    if withdrawn:
        return Status.WITHDRAWN
    if until and until < today:
        return Status.ENDED
    if people == People.SCHOLARS and not (release and until):
        return Status.MISSING
    if not people:
        return Status.UNKNOWN
    if until and until < today + SOON:
        return Status.ENDS_SOON
    return Status.VALID if until else Status.NOT_NEEDED
