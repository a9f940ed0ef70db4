"""Ready texts for announcements."""

import yaml

from pages.models import Announcement

from .ledger import CONTENT, Ledger


def load_ready_texts(ledger: Ledger) -> None:
    """Load `content/announcements.yaml`, each text once: afterwards staff maintain them."""
    for row in yaml.safe_load((CONTENT / "announcements.yaml").read_text(encoding="utf-8")):
        key = f"ready text:{row['key']}"
        if not ledger.is_new(key):
            continue
        ready = Announcement(ready_name=row["name"], kind=row["kind"], text=row["text"], live=False)
        ready.full_clean()
        ready.save()
        ready.save_revision()
        ledger.add(key)
