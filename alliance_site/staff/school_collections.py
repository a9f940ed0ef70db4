"""The collections of schools: children of one collection, sorted by name, added many at a time.

Wagtail adds a collection at its place by moving those behind it, one query each.
"""

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import F
from wagtail.models import Collection

PARENT = "Schools"
# In two steps, because a path must be unique at every moment. No path begins with a hyphen.
MOVE = """
UPDATE wagtailcore_collection AS collection SET path = '-' || move.target || substr(path, 1 + length(move.source))
FROM unnest(%s, %s) AS move (source, target) WHERE left(path, length(move.source)) = move.source
"""
ARRIVE = "UPDATE wagtailcore_collection SET path = substr(path, 2) WHERE path LIKE '-%'"


@transaction.atomic
def add(names: Iterable[str]) -> list[Collection]:
    """Add a collection for each of `names`, and return them in this order."""
    parent = _parent()
    last = parent.get_last_child()
    places = enumerate(names, 1 + (last._get_lastpos_in_path() if last else 0))
    depth = parent.depth + 1
    added = Collection.objects.bulk_create(
        Collection(name=name, depth=depth, path=Collection._get_path(parent.path, depth, place))
        for place, name in places
    )
    Collection.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(added))
    _sort(parent)
    return added


@transaction.atomic
def rename(collections: list[Collection]) -> None:
    """Save the names of `collections`."""
    parent = _parent()
    Collection.objects.bulk_update(collections, ["name"])
    _sort(parent)


def _parent() -> Collection:
    """Return the parent, locked as Wagtail locks it while it adds a child."""
    root = Collection.get_first_root_node()
    parent = root.get_children().filter(name=PARENT).first() or root.add_child(name=PARENT)
    return Collection.objects.select_for_update().get(pk=parent.pk)


def _sort(parent: Collection) -> None:
    """Give the children the paths that they have, in the order of their names. All below them moves with them."""
    paths = list(parent.get_children().order_by("name", "path").values_list("path", flat=True))
    moves = [(source, target) for source, target in zip(paths, sorted(paths), strict=True) if source != target]
    if moves:
        with connection.cursor() as cursor:
            cursor.execute(MOVE, [list(column) for column in zip(*moves, strict=True)])
            cursor.execute(ARRIVE)
