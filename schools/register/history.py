"""The history of a register record or a page, from its revisions: who changed which field, when, and why."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import cache, reduce
from operator import or_
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.formats import localize
from django.utils.text import capfirst
from django.utils.timezone import template_localtime
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations, model_from_serializable_data
from wagtail.admin.utils import get_user_display_name
from wagtail.blocks import StreamValue
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision

from pages.figures.display import stream_texts
from pages.translation.following import LOG_ACTION

from .recorder import Recorder

NOTHING = "—"
INTERNAL_FIELDS = {"id", "uid", "changed", "latest_revision"}  # set by code, never shown


@dataclass(frozen=True)
class Difference:
    """One field before and after a change, as people read it. `name` is the field name."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """One revision: what it changed, the name of the person who made it (empty for a command), and why.

    `record` is the object that the revision belongs to. `is_first` marks its first revision, which has no differences.
    """

    revision: Revision
    who: str
    reason: str
    differences: list[Difference]
    record: models.Model | None = None
    is_first: bool = False


def remember(record) -> None:
    """Save the database state of `record` as its first revision if it has none, so later changes can be compared."""
    if record.latest_revision_id is None:
        stored = type(record).objects.get(pk=record.pk)
        stored.save_revision(clean=False)
        record.latest_revision = stored.latest_revision


def save(record, *, user=None, reason: str = "") -> None:
    """Save an existing `record` with a revision. Raises ValidationError if the record is not valid."""
    Recorder(user=user, reason=reason).save(record)


def differences(before, after, only: set[str] | None = None) -> list[Difference]:
    """Return what differs between two states of one record, in `only` these fields: in model order, then lists."""
    result = []
    for name, label in fields(type(after)):
        if only is not None and name not in only:
            continue
        old, new = _changed_texts(before, after, name)
        if old != new:
            result.append(Difference(name, label, old, new))
    return result


def fields(model: type[Any]) -> Iterator[tuple[str, str]]:
    """Yield name and label of each field in the history of `model`: fields, then lists; of a page, what staff edit."""
    if issubclass(model, Page):
        model_fields = {field.name: field for field in model._meta.concrete_fields}
        for name in model.get_edit_handler().get_form_options()["fields"]:
            if name in model_fields:
                yield name, label(model_fields[name])
        return
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
        if field.name not in INTERNAL_FIELDS:
            yield field.name, label(field)
    for relation in get_all_child_relations(model):
        yield relation.get_accessor_name(), capfirst(str(relation.related_model._meta.verbose_name_plural))


def label(field) -> str:
    return capfirst(str(field.verbose_name))


def text(record, name: str) -> str:
    """Return the field `name` as people read it: dates and choices in the active language, lists with commas."""
    display = getattr(record, f"get_{name}_display", None)
    if display:
        return str(display()) or NOTHING
    field = record._meta.get_field(name)
    if isinstance(field, ParentalManyToManyField) or field.one_to_many:
        return ", ".join(map(str, getattr(record, name).all())) or NOTHING
    if field.many_to_one:
        return _text_of_related(record, field)
    value = getattr(record, name)
    if isinstance(value, list):
        labels = dict(field.base_field.choices or ())
        return ", ".join(str(labels.get(item, item)) for item in value) or NOTHING
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, StreamValue):
        return "\n".join(filter(None, stream_texts(value))) or NOTHING
    if isinstance(value, date):
        return localize(template_localtime(value))
    return NOTHING if value in (None, "") else str(value)


def _text_of_related(record, field) -> str:
    """Return the text of the object that a foreign key points at."""
    if getattr(record, field.attname) is None:
        return NOTHING
    try:
        return str(getattr(record, field.name) or _("deleted since"))
    except ObjectDoesNotExist:
        return _("deleted since")


def _changed_texts(before, after, name: str) -> tuple[str, str]:
    """Return the text of one field in both states; of a StreamField, only the parts that differ."""
    old: Any = getattr(before, name, None)
    new: Any = getattr(after, name, None)
    if not isinstance(new, StreamValue):
        return text(before, name), text(after, name)
    if list(old.raw_data) == list(new.raw_data):
        return NOTHING, NOTHING
    parts = [list(filter(None, stream_texts(stream))) for stream in (old, new)]
    matcher = SequenceMatcher(None, parts[0], parts[1], autojunk=False)
    opcodes = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    removed = "\n".join(part for _tag, start, end, *_new in opcodes for part in parts[0][start:end])
    added = "\n".join(part for *_old, start, end in opcodes for part in parts[1][start:end])
    if not opcodes:
        return NOTHING, _("The words are the same. A picture, link, or layout is different.")
    return removed or NOTHING, added or NOTHING


def revisions_of(*records) -> QuerySet[Revision]:
    """Return the revisions of all `records`, newest first, each with the key of the `earlier` one of its record."""
    of_records = reduce(or_, map(Revision.objects.for_instance, records))
    same_record = Revision.objects.filter(
        base_content_type=OuterRef("base_content_type"), object_id=OuterRef("object_id")
    )
    is_earlier = Q(created_at__lt=OuterRef("created_at")) | Q(created_at=OuterRef("created_at"), pk__lt=OuterRef("pk"))
    earlier = same_record.filter(is_earlier).order_by("-created_at", "-pk").values("pk")[:1]
    return of_records.annotate(earlier=Subquery(earlier)).select_related("user").order_by("-created_at", "-pk")


def steps_from(revisions: Iterable[Revision], *records) -> list[Step]:
    """Return a step for each of `revisions`, which come from `revisions_of(*records)`.

    The number of queries does not depend on the number of revisions.
    """
    revisions = list(revisions)
    previous = Revision.objects.in_bulk({revision.earlier for revision in revisions} - {None})
    known = previous | {revision.pk: revision for revision in revisions}
    by_key = {(record.get_base_content_type().pk, str(record.pk)): record for record in records}
    record_of = {pk: by_key[revision.base_content_type_id, revision.object_id] for pk, revision in known.items()}
    contents = [(type(record_of[pk]), revision.content) for pk, revision in known.items()]
    state_of = dict(zip(known, states(contents), strict=True))
    reasons = _reasons(revisions, record_of)
    result = []
    for revision in revisions:
        before = previous.get(revision.earlier)
        # A field that is newer than `before` had its default there.
        changes = differences(state_of[before.pk], state_of[revision.pk], set(revision.content)) if before else []
        author, reason = get_user_display_name(revision.user), reasons.get(revision.pk, "")
        result.append(Step(revision, author, reason, changes, record_of[revision.pk], is_first=before is None))
    return result


def steps(record, limit: int | None = None) -> list[Step]:
    """Return the history of `record`, newest first. The last step is its first revision, without differences."""
    return steps_from(revisions_of(record)[:limit], record)


def _reasons(revisions: list[Revision], record_of: dict[int, models.Model]) -> dict[int, str]:
    """Return why each revision was made; of a page, whether and by whom it was published."""
    entries = ModelLogEntry.objects.filter(revision__in=revisions).order_by("timestamp")
    reasons = {entry.revision_id: entry.data.get("reason", "") for entry in entries}
    authors = {revision.pk: revision.user for revision in revisions if isinstance(record_of[revision.pk], Page)}
    reasons |= dict.fromkeys(authors, _("Saved as a draft."))
    published = PageLogEntry.objects.filter(revision__in=authors, action__in=["wagtail.publish", LOG_ACTION])
    for entry in published.select_related("user"):
        if entry.action == LOG_ACTION:
            reasons[entry.revision_id] = _("Changed with the page it translates") + "."
            continue
        is_own = entry.user is None or entry.user == authors[entry.revision_id]
        reasons[entry.revision_id] = (
            _("Published.") if is_own else _("Published by %(who)s.") % {"who": get_user_display_name(entry.user)}
        )
    return reasons


def states(contents: list[tuple[Any, dict]]) -> list[models.Model]:
    """Return the records that models and their contents describe, with related objects: one query per foreign key."""
    result = [_state(model, content) for model, content in contents]
    holders: dict[Any, list[models.Model]] = defaultdict(list)
    for state in result:
        for holder in (state, *(item for name in _lists(type(state)) for item in getattr(state, name).all())):
            holders[type(holder)].append(holder)
    for model, objects in holders.items():
        models.prefetch_related_objects(objects, *(field.name for field in _references(model)))
        for field in get_all_child_m2m_relations(model):
            _attach(field, [(state, content) for (_model, content), state in zip(contents, result, strict=True)])
    for state in result:
        for name in _lists(type(state)):  # without items that refer to deleted objects
            items = list(getattr(state, name).all())
            if len(kept := [item for item in items if not _is_orphan(item)]) < len(items):
                setattr(state, name, kept)
    return result


def _state(model, content: dict) -> models.Model:
    """Return the record that `content` describes, without a query."""
    lists = {field.name for field in get_all_child_m2m_relations(model)}
    data = {name: value for name, value in content.items() if name not in lists}
    if not hasattr(model, "from_serializable_data"):
        return model_from_serializable_data(model, data, check_fks=False)
    empty: dict[str, list] = {relation.get_accessor_name(): [] for relation in get_all_child_relations(model)}
    return model.from_serializable_data(empty | data, check_fks=False)


def _attach(field, states_with_contents: list[tuple[Any, dict]]) -> None:
    """Give states of the field's model the objects that it has in their contents."""
    pairs = [
        (state, content.get(field.name, ()))
        for state, content in states_with_contents
        if isinstance(state, field.model)
    ]
    objects = field.related_model._base_manager.in_bulk({key for _state, keys in pairs for key in keys})
    for state, keys in pairs:
        setattr(state, field.name, [objects[key] for key in keys if key in objects])


@cache
def _references(model) -> list[models.ForeignKey]:
    """Return the foreign keys of `model`, a record or an item of its lists, that the history shows."""
    shown = {name for name, _label in fields(model)}
    keys = (field for field in model._meta.concrete_fields if field.many_to_one and field.name in shown)
    return [field for field in keys if not isinstance(field, ParentalKey)]


def _is_orphan(item: models.Model) -> bool:
    """Whether an item of a list refers to a deleted object."""
    keys = [field for field in _references(type(item)) if getattr(item, field.attname) is not None]
    return any(field.get_cached_value(item) is None for field in keys)


@cache
def _lists(model) -> list[str]:
    """Return the names of the lists of `model` that the history shows."""
    shown = {name for name, _label in fields(model)}
    names = (relation.get_accessor_name() for relation in get_all_child_relations(model))
    return [name for name in names if name in shown]
