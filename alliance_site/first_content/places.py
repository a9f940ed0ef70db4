"""Places of the school finder."""

from collections.abc import Iterable, Iterator
from operator import attrgetter
from statistics import mean

from schools.finder.folding import fold
from schools.models import Place, PlaceKind

from .files import CONTENT, csv_rows


def load_places() -> None:
    """Load `content/places/`. Staff do not edit places, so every run replaces them if the files have changed."""
    if not (CONTENT / "places/places.csv").exists():
        return
    places = [_place(row["kind"], row["name"], row["qualifier"], row) for row in csv_rows("places/places.csv")]
    places += _regions(places)
    fields = [field.name for field in Place._meta.fields if not field.primary_key]
    if set(map(attrgetter(*fields), places)) != set(Place.objects.values_list(*fields)):
        Place.objects.all().delete()
        Place.objects.bulk_create(places, batch_size=1000)


def _place(kind: str, name: str, qualifier: str, point: dict) -> Place:
    latitude, longitude = float(point["latitude"]), float(point["longitude"])
    return Place(
        kind=kind, name=name, qualifier=qualifier, folded=fold(name), latitude=latitude, longitude=longitude, region=""
    )


def _regions(places: Iterable[Place]) -> Iterator[Place]:
    """Yield the regions of `content/places/regions.csv`, each in the middle of its places, and note them there."""
    by_name = {place.full_name: place for place in places}
    for row in csv_rows("places/regions.csv"):
        inside = [by_name[name] for name in row["places"].split("; ") if name in by_name]
        for place in inside:
            place.region = row["region"]
        middle = {name: round(mean(map(attrgetter(name), inside)), 5) for name in ("latitude", "longitude")}
        yield _place(PlaceKind.REGION, row["region"], "", middle)
