"""Deletes what no longer needs to be kept: old backups, what failed ones left, and files that no backup has."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from .manifest import Manifest
from .rotation import Keep, Made, kept
from .store import OBJECTS, Missing, Store, made_at

LEFT = timedelta(days=1)  # what is younger may belong to a backup that is being made


@dataclass
class Doomed:
    backups: list[Manifest] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)  # without a manifest
    objects: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)  # why, for each; nothing of theirs is deleted

    def __bool__(self):
        return bool(self.backups or self.unfinished or self.objects)


def doomed(store: Store, keep: Keep) -> Doomed:
    """What would go now.

    A backup whose manifest is damaged is no good one and pushes no other out; it stays, and all files with it, because
    nobody can say which are its own.
    """
    now = timezone.localtime()
    found = Doomed()
    whole = []
    for name, manifest in store.each():
        if isinstance(manifest, Manifest):
            whole.append(manifest)
        elif not isinstance(manifest, Missing):
            found.unreadable.append(str(manifest))
        elif now - made_at(name) > LEFT:
            found.unfinished.append(name)
    names = kept([Made(one.name, one.made, not one.why) for one in whole], keep, now)
    found.backups = [one for one in whole if one.name not in names]
    if not found.unreadable:
        needed = {name for one in whole if one.name in names for name in one.objects}
        spare = sorted(store.objects() - needed)
        going = {name for one in found.backups for name in one.objects}
        found.objects = [n for n in spare if n in going or now - store.changed(f"{OBJECTS}/{n}") > LEFT]
    return found


def clean(store: Store, found: Doomed) -> None:
    """Delete them, backups before their files: a backup that is there has all it names. Raises StoreError."""
    for manifest in found.backups:
        store.delete(manifest.name)
    for name in found.unfinished:
        store.delete(name)
    for name in found.objects:
        store.delete_object(name)
    store.tidy(timezone.now() - LEFT)


def keep() -> Keep:
    return Keep(**settings.BACKUPS_KEPT)
