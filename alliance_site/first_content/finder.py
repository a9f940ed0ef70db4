"""Data for the school finder: places, streets, answers, and search words."""

import csv
from collections.abc import Iterable
from statistics import mean

import yaml
from django.conf import settings
from django.utils.text import slugify
from wagtail.models import Page

from schools.finder.corners import street_name
from schools.finder.folding import fold
from schools.models import Answer, Meaning, Place, PlaceKind, StreetPoint, Synonym

from .ledger import CONTENT, Ledger

EDITION = "4"  # of the search words; raise it when sites that are already loaded should get new ones


def load_places(ledger: Ledger) -> None:
    """Load `content/places/*.csv`. Staff do not edit places, so every run updates them."""
    places = {(row["name"], row["qualifier"]): _place(row) for row in _rows("places/places.csv")}
    places |= _regions(places.values())
    stored = {(place.name, place.qualifier): place for place in Place.objects.all()}
    fields = ("kind", "folded", "latitude", "longitude", "region")
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


def load_streets(ledger: Ledger) -> None:
    """Load `content/places/streets.csv`. Every run replaces the points if the file has changed."""
    points = [
        StreetPoint(
            street=row["street"],
            folded=street_name(row["street"]),
            axis=row["axis"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
        )
        for row in _rows("places/streets.csv")
    ]
    fields = ("street", "folded", "axis", "latitude", "longitude")
    stored = {*StreetPoint.objects.values_list(*fields)}
    if stored == {tuple(getattr(point, name) for name in fields) for point in points}:
        return
    StreetPoint.objects.all().delete()
    StreetPoint.objects.bulk_create(points, batch_size=1000)
    ledger.created["point on a street"] += len(points)


def load_answers(ledger: Ledger, pages: dict[str, Page]) -> None:
    """Load `content/finder/answers.yaml`, each answer once: afterwards staff maintain them."""
    for row in yaml.safe_load((CONTENT / "finder" / "answers.yaml").read_text(encoding="utf-8")):
        if not ledger.is_new(f"answer:{row['key']}"):
            continue
        stored = set(Answer.objects.filter(key=row["key"]).values_list("language", flat=True))  # staff added these
        for language in {code for code, _name in settings.LANGUAGES if code in row} - stored:
            answer = Answer(
                key=row["key"],
                language=language,
                page=pages.get(row.get("page", "")) if "page" in row else None,
                anchor=slugify(row.get("section", "")),
                topic=row.get("topic", ""),
                **row[language],
            )
            answer.full_clean()
            answer.save()
        ledger.add(f"answer:{row['key']}")


def load_synonyms(ledger: Ledger) -> None:
    """Load `content/finder/synonyms.csv`, once in each edition: afterwards staff maintain the synonyms.

    A later edition adds words and replaces meanings that no longer exist. It changes nothing else that was there.
    """
    if not ledger.is_new(f"search words:{EDITION}"):
        return
    entries = {fold(row["phrase"]): Synonym(**row, folded=fold(row["phrase"])) for row in _rows("finder/synonyms.csv")}
    for stored in Synonym.objects.all():
        entry = entries.pop(stored.folded, None)
        if entry is None:
            continue
        if stored.meaning not in Meaning.values:
            stored.meaning, stored.value = entry.meaning, entry.value
        if (stored.meaning, stored.value) == (entry.meaning, entry.value):
            stored.language = stored.language or entry.language
            stored.save()
    Synonym.objects.bulk_create(entries.values(), batch_size=1000)
    ledger.add(f"search words:{EDITION}")


def _rows(path: str) -> list[dict[str, str]]:
    with open(CONTENT / path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _regions(places: Iterable[Place]) -> dict[tuple[str, str], Place]:
    """Return the regions of `content/places/regions.csv`, each in the middle of its places, and note them there."""
    by_name = {str(place): place for place in places}
    regions = {}
    for row in _rows("places/regions.csv"):
        inside = [by_name[name] for name in row["places"].split("; ") if name in by_name]
        for place in inside:
            place.region = row["region"]
        regions[row["region"], ""] = Place(
            kind=PlaceKind.REGION,
            name=row["region"],
            folded=fold(row["region"]),
            latitude=round(mean(place.latitude for place in inside), 5),
            longitude=round(mean(place.longitude for place in inside), 5),
            region="",
        )
    return regions


def _place(row: dict[str, str]) -> Place:
    return Place(
        kind=row["kind"],
        name=row["name"],
        qualifier=row["qualifier"],
        folded=fold(row["name"]),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        region="",
    )
