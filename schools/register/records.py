"""Saves records of the register with one reason: a revision each, and the reason in the log."""

from . import history
from .log import log


class Records:
    """The log keeps `data`. A kind of change that can be taken back keeps more: it extends `state` and `keep`."""

    def __init__(self, *, user, reason: str, **data):
        self.user, self.reason, self.data = user, reason, data

    def save(self, record) -> None:
        """Saves one that is there. Raises ValidationError if it may not be like that."""
        before = self.state(record)
        revision = history.save(record, user=self.user, reason=self.reason, **self.data)
        self.keep(record, before, revision)

    def add(self, record) -> None:
        """The same for a new one."""
        record.full_clean()
        record.save()
        revision = record.save_revision(user=self.user, clean=False)
        data = {"reason": self.reason, **self.data}
        log(instance=record, action="wagtail.create", user=self.user, revision=revision, data=data)
        self.keep(record, None, revision)

    def state(self, record) -> dict | None:
        """What is kept of `record` before it is saved."""

    def keep(self, record, before: dict | None, revision) -> None:
        """Keeps what was done to `record`, which was `before` like that, None if it is new."""
