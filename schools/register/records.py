"""Save several register records for one reason: each gets a revision and a log entry with the reason."""

from . import history
from .log import log


class Records:
    """Saves records for one user and reason. The log keeps `data`.

    Changes that can be undone override `state` and `keep`, to store more.
    """

    def __init__(self, *, user, reason: str, **data):
        self.user, self.reason, self.data = user, reason, data

    def save(self, record) -> None:
        """Save an existing record. Raises ValidationError if it is not valid."""
        before = self.state(record)
        revision = history.save(record, user=self.user, reason=self.reason, **self.data)
        self.keep(record, before, revision)

    def add(self, record) -> None:
        """Save a new record. Raises ValidationError if it is not valid."""
        record.full_clean()
        record.save()
        revision = record.save_revision(user=self.user, clean=False)
        data = {"reason": self.reason, **self.data}
        log(instance=record, action="wagtail.create", user=self.user, revision=revision, data=data)
        self.keep(record, None, revision)

    def state(self, record) -> dict | None:
        """Return what `keep` needs of `record` before it is saved."""

    def keep(self, record, before: dict | None, revision) -> None:
        """Store the change of `record`. `before` is its earlier `state`, None if it is new."""
