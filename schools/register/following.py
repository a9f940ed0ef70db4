"""Read register records, and tell the other packages which schools changed, once for all that is saved together.

Receivers follow what is saved, and keep `School.changed` up to date.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import Signal, receiver
from django.utils import timezone
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backends
from wagtail.signal_handlers import disable_reference_index_auto_update

from .changes import touch
from .models import (
    Campus,
    Enrollment,
    EnrollmentSeason,
    FormerName,
    NextSchool,
    Offering,
    Recognition,
    School,
    SchoolDeletion,
    SchoolStateRecord,
    StateRecord,
)
from .models.recorded import Recorded

OF_A_REVISION = frozenset({"latest_revision"})  # saved after the record itself, so not another change
records_changed = Signal()  # sent with the queryset `schools`, so that profiles and search indexes can follow


@cache
def _lists() -> list[str]:
    """Return the names of a school's lists."""
    relations = [relation.get_accessor_name() for relation in get_all_child_relations(School)]
    return relations + [field.name for field in get_all_child_m2m_relations(School)]


def stored(model: type[models.Model], keys: Iterable[int]) -> dict[int, Any]:
    """Return the records of `model` as the database has them now, by key."""
    records = model._default_manager.filter(pk__in=keys)
    return {record.pk: record for record in (records.prefetch_related(*_lists()) if model is School else records)}


class _Changes:
    """What happened in a block of `together`."""

    def __init__(self) -> None:
        self.changed: dict[type[Recorded], set[int]] = {Campus: set(), StateRecord: set(), School: set()}
        self.deleted: dict[type[Recorded], dict[int, Recorded]] = {model: {} for model in self.changed}


_changes: ContextVar[_Changes | None] = ContextVar("changes", default=None)


@contextmanager
def together() -> Iterator[_Changes]:
    """Follow all changes of the block once, at its end. Blocks can be nested; the outermost one counts.

    Yields what was noted so far. Delete only register records inside, because Wagtail's index of references isn't
    updated for others.
    """
    if outer := _changes.get():
        yield outer
        return
    changes = _Changes()
    token = _changes.set(changes)
    try:
        with disable_reference_index_auto_update():
            yield changes
    finally:
        _changes.reset(token)
    with transaction.atomic():
        for model, keys in changes.changed.items():
            _follow(model, keys - changes.deleted[model].keys())
            _forget(model, changes.deleted[model])


def follow(model: type[Recorded], keys: Iterable[int]) -> None:
    """Follow a change of the register records of `model` with these keys, now or at the end of `together`."""
    with together() as changes:
        changes.changed[model].update(keys)


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


def _forget(model: Any, deleted: dict[int, Any]) -> None:
    if not deleted:
        return
    kind, keys = ContentType.objects.get_for_model(model), list(map(str, deleted))
    ReferenceIndex.objects.filter(base_content_type=kind, object_id__in=keys).delete()
    ReferenceIndex.objects.filter(to_content_type=kind, to_object_id__in=keys).delete()
    if model is School:
        SchoolDeletion.objects.bulk_create(SchoolDeletion(uid=school.uid) for school in deleted.values())


def index(objects: models.QuerySet) -> None:
    """Update the search index of `objects`, all in a few queries."""
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(objects.model, objects)


@receiver(post_save, sender=Campus)
@receiver(post_save, sender=StateRecord)
@receiver(post_save, sender=School)
def follow_record(sender, instance, created, update_fields=None, **kwargs):
    if update_fields == OF_A_REVISION:
        return
    follow(sender, [instance.pk])
    if sender is not School and not created:
        of_record = {"campus": instance} if sender is Campus else {"record_links__record": instance}
        follow(School, School.objects.filter(**of_record).values_list("pk", flat=True))


@receiver(post_delete, sender=Campus)
@receiver(post_delete, sender=StateRecord)
@receiver(post_delete, sender=School)
def forget_record(instance, **kwargs):
    with together() as changes:
        changes.deleted[type(instance)][instance.pk] = instance  # with its key, which Django takes away later


# These are saved after their school, so each needs a receiver.
@receiver([post_save, post_delete], sender=FormerName)
@receiver([post_save, post_delete], sender=Offering)
@receiver([post_save, post_delete], sender=Recognition)
@receiver([post_save, post_delete], sender=SchoolStateRecord)
def follow_school(instance, **kwargs):
    follow(School, [instance.school_id])


@receiver(m2m_changed, sender=School.programs.through)
def follow_programs(instance, action, **kwargs):
    if action.startswith("post_") and isinstance(instance, School):
        follow(School, [instance.pk])


@receiver([post_save, post_delete], sender=Enrollment)
@receiver([post_save, post_delete], sender=NextSchool)
def follow_public_list(instance, **kwargs):
    touch(School.objects.filter(pk=instance.school_id))


@receiver([post_save, post_delete], sender=EnrollmentSeason)
def follow_season(**kwargs):
    touch(School.objects.exclude(closed__lt=timezone.localdate()))
