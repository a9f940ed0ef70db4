"""Tell the other packages which schools changed, once for everything that is saved together."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backends
from wagtail.signal_handlers import disable_reference_index_auto_update

from .changes import touch
from .models import Campus, School, StateRecord
from .models.recorded import Recorded
from .signals import records_changed
from .stored import stored

Changed = dict[type[Recorded], set[int]]
_changed: ContextVar[Changed | None] = ContextVar("changed_records", default=None)


@contextmanager
def together() -> Iterator[None]:
    """Follow all changes of the block once, at its end. Blocks can be nested; the outermost one counts.

    Don't delete records inside, because Wagtail's index of references isn't updated until the end.
    """
    if _changed.get() is not None:
        yield
        return
    changed: Changed = {Campus: set(), StateRecord: set(), School: set()}
    token = _changed.set(changed)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        _changed.reset(token)
    with transaction.atomic():
        for model, keys in changed.items():
            _follow(model, keys)


def follow(model: type[Recorded], keys: Iterable[int]) -> None:
    """Follow a change of the register records of `model` with these keys, now or at the end of `together`."""
    with together():
        if changed := _changed.get():
            changed[model].update(keys)


def _follow(model: Any, keys: set[int]) -> None:
    if not keys:
        return
    if model is School:
        dependents = Q(next_schools__high_school__in=keys) | Q(successor__in=keys)
        touch(School.objects.filter(Q(pk__in=keys) | dependents))
        records_changed.send(School, schools=School.objects.filter(pk__in=keys))
        for school in stored(School, keys).values():
            ReferenceIndex.create_or_update_for_object(school)
    index(model.get_indexed_objects().filter(pk__in=keys))


def index(objects: models.QuerySet) -> None:
    """Update the search index of `objects`, all in a few queries."""
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(objects.model, objects)
