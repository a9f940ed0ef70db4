from collections import Counter
from pathlib import Path

from django.conf import settings

from alliance_site.models import LoadedContent

CONTENT = Path(settings.BASE_DIR) / "content"


class Ledger:
    """Keys of the content loaded so far, and counts of what this run created and skipped."""

    def __init__(self):
        self.keys = set(LoadedContent.objects.values_list("key", flat=True))
        self.created, self.skipped = Counter(), Counter()

    def is_new(self, key: str) -> bool:
        """Return whether `kind:name` was never loaded. If it was, count it as skipped."""
        if key in self.keys:
            self.skipped[key.partition(":")[0]] += 1
            return False
        return True

    def add(self, key: str) -> None:
        LoadedContent.objects.create(key=key)
        self.keys.add(key)
        self.created[key.partition(":")[0]] += 1
