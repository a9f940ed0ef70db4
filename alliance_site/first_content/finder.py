"""Data for the school finder: places and synonyms."""

import csv

from schools.finder.folding import fold
from schools.finder.words import index_all
from schools.models import Place, School, Synonym

from .ledger import CONTENT, Ledger


def load_places(ledger: Ledger) -> None:
    """Load `content/places/places.csv`. Staff do not edit places, so every run updates them."""
    with open(CONTENT / "places" / "places.csv", encoding="utf-8", newline="") as file:
        places = {(row["name"], row["qualifier"]): _place(row) for row in csv.DictReader(file)}
    stored = {(place.name, place.qualifier): place for place in Place.objects.all()}
    fields = ("kind", "folded", "latitude", "longitude")
    changed = [
        place
        for key, place in places.items()
        if key not in stored or any(getattr(place, name) != getattr(stored[key], name) for name in fields)
    ]
    Place.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["name", "qualifier"], update_fields=fields, batch_size=1000
    )
    Place.objects.filter(pk__in=[place.pk for key, place in stored.items() if key not in places]).delete()
    if changed:
        ledger.created["place"] += len(changed)


def load_synonyms(ledger: Ledger) -> None:
    """Load `content/finder/synonyms.csv`, once: afterwards staff maintain the synonyms."""
    if not ledger.is_new("search words:first"):
        return
    with open(CONTENT / "finder" / "synonyms.csv", encoding="utf-8", newline="") as file:
        entries = [Synonym(**row, folded=fold(row["phrase"])) for row in csv.DictReader(file)]
    Synonym.objects.bulk_create(entries, ignore_conflicts=True)
    ledger.add("search words:first")


def index_register() -> None:
    """Index all schools if one of them is not indexed yet."""
    if School.objects.exclude(words__isnull=False).exists():
        index_all()


def _place(row: dict[str, str]) -> Place:
    return Place(
        kind=row["kind"],
        name=row["name"],
        qualifier=row["qualifier"],
        folded=fold(row["name"]),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
    )
