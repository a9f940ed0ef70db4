"""What changed in a record of the register, or in a page: who, when, why, field by field, from its revisions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import (
    get_all_child_m2m_relations,
    get_all_child_relations,
    model_from_serializable_data,
)
from wagtail.blocks import StreamValue
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision

from pages.search_text import stream_texts

from .log import log

NOTHING = "—"
OF_ITSELF = {"id", "uid", "changed", "latest_revision", "x", "y", "z"}  # set by code, told to nobody


@dataclass(frozen=True)
class Difference:
    """One field, before and after, as people read it. `name` is the field's."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """One revision: what it changed, who made it (their name; empty for a command) and why.

    `record` is what it is a revision of; `is_first`: it is how the record began, and differs in nothing.
    """

    revision: Revision
    who: str
    reason: str
    differences: list[Difference]
    record: models.Model | None = None
    is_first: bool = False


def remember(record) -> None:
    """Keeps what the database says of `record` as its first revision if it has none, to compare what comes with."""
    if record.latest_revision_id is None:
        stored = type(record).objects.get(pk=record.pk)
        stored.save_revision(clean=False)
        record.latest_revision = stored.latest_revision


@transaction.atomic
def save(record, *, user=None, reason: str = "", **data) -> Revision:
    """Saves `record`, which was in the database before, and a revision of it. The log keeps `reason` and `data`.

    Raises ValidationError if the record may not be like that.
    """
    record.full_clean()
    remember(record)
    record.save()
    revision = record.save_revision(user=user, clean=False)
    log(instance=record, action="wagtail.edit", user=user, revision=revision, data={"reason": reason, **data})
    return revision


def differences(before, after, only: set[str] | None = None) -> list[Difference]:
    """What two states of one record differ in, in the order of the model's fields; then its lists.

    `only`: of these fields, if given.
    """
    found = []
    for name, label in fields(type(after)):
        if only is not None and name not in only:
            continue
        old, new = _texts(before, after, name)
        if old != new:
            found.append(Difference(name, label, old, new))
    return found


def fields(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    """Name and label of everything that is kept of `model`: its fields, then its lists; of a page what staff edit."""
    if issubclass(model, Page):
        own = {field.name: field for field in model._meta.concrete_fields}
        for name in model.get_edit_handler().get_form_options()["fields"]:
            if name in own:
                yield name, label(own[name])
        return
    for field in (*model._meta.concrete_fields, *model._meta.many_to_many):
        if field.name not in OF_ITSELF:
            yield field.name, label(field)
    for relation in get_all_child_relations(model):
        yield relation.get_accessor_name(), capfirst(str(relation.related_model._meta.verbose_name_plural))


def label(field) -> str:
    return capfirst(str(field.verbose_name))


def text(record, name: str) -> str:
    """The field `name` as people read it: dates and choices in the active language, a list with commas."""
    display = getattr(record, f"get_{name}_display", None)
    if display:
        return str(display()) or NOTHING
    field = record._meta.get_field(name)
    if isinstance(field, ParentalManyToManyField) or field.one_to_many:
        return ", ".join(map(str, getattr(record, name).all())) or NOTHING
    if field.many_to_one:
        return _text_of_other(record, field)
    value = getattr(record, name)
    if isinstance(value, list):
        labels = dict(field.base_field.choices or ())
        return ", ".join(str(labels.get(one, one)) for one in value) or NOTHING
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, StreamValue):
        return "\n".join(filter(None, stream_texts(value))) or NOTHING
    kind = field.get_internal_type()
    if kind == "DateField" and value:
        return date_format(value)
    if kind == "DateTimeField" and value:
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return NOTHING if value in (None, "") else str(value)


def _text_of_other(record, field) -> str:
    """Of what a foreign key points at."""
    if getattr(record, field.attname) is None:
        return NOTHING
    try:
        return str(getattr(record, field.name) or _("deleted since"))
    except ObjectDoesNotExist:
        return _("deleted since")


def _texts(before, after, name: str) -> tuple[str, str]:
    """The field of both states; of a long text in parts, those parts that differ."""
    old, new = getattr(before, name, None), getattr(after, name, None)
    if not isinstance(new, StreamValue):
        return text(before, name), text(after, name)
    if list(old.raw_data) == list(new.raw_data):
        return NOTHING, NOTHING
    parts = [list(filter(None, stream_texts(one))) for one in (old, new)]
    changed = [code for code in SequenceMatcher(None, *parts, autojunk=False).get_opcodes() if code[0] != "equal"]
    gone = "\n".join(part for _tag, start, end, *_new in changed for part in parts[0][start:end])
    come = "\n".join(part for *_old, start, end in changed for part in parts[1][start:end])
    if not changed:
        return NOTHING, _("The words are the same. A picture, link, or layout is different.")
    return gone or NOTHING, come or NOTHING


def revisions_of(*records) -> QuerySet[Revision]:
    """Revisions of all of `records`, the newest first, each with `earlier`: the key of the record's one before it."""
    own = Q(pk__in=[])
    for record in records:
        own |= Q(base_content_type=record.get_base_content_type(), object_id=str(record.pk))
    same = Revision.objects.filter(base_content_type=OuterRef("base_content_type"), object_id=OuterRef("object_id"))
    before = Q(created_at__lt=OuterRef("created_at")) | Q(created_at=OuterRef("created_at"), pk__lt=OuterRef("pk"))
    earlier = same.filter(before).order_by("-created_at", "-pk").values("pk")[:1]
    found = Revision.objects.filter(own).annotate(earlier=Subquery(earlier))
    return found.select_related("user").order_by("-created_at", "-pk")


def tell(revisions: Iterable[Revision], *records) -> list[Step]:
    """A step of each of `revisions`, some of `revisions_of(*records)`: as many queries for many as for few."""
    revisions = list(revisions)
    keys = {revision.pk for revision in revisions}
    of = {(record.get_base_content_type().pk, str(record.pk)): record for record in records}
    earlier = Revision.objects.in_bulk({one.earlier for one in revisions} - {None})
    states = _states([*revisions, *(one for key, one in earlier.items() if key not in keys)], of)
    reasons = _reasons(revisions, of)
    found = []
    for revision in revisions:
        before = earlier.get(revision.earlier)
        told = set(revision.content) & set(before.content) if before else set()
        changed = differences(states[before.pk], states[revision.pk], told) if before else []
        who, reason = _name(revision.user), reasons.get(revision.pk, "")
        found.append(Step(revision, who, reason, changed, _record(revision, of), is_first=before is None))
    return found


def steps(record, limit: int | None = None) -> list[Step]:
    """The history of `record`, the newest first; the last is what it began with, and differs in nothing."""
    return tell(revisions_of(record)[:limit], record)


def _name(user) -> str:
    return (user.get_full_name() or user.get_username()) if user else ""


def is_of(revision: Revision, record) -> bool:
    """Whether it is one of the record's."""
    return (revision.base_content_type_id, revision.object_id) == (record.get_base_content_type().pk, str(record.pk))


def _record(revision: Revision, of: dict) -> models.Model:
    """Whose revision it is."""
    return of[revision.base_content_type_id, revision.object_id]


def _reasons(revisions: list[Revision], of: dict) -> dict[int, str]:
    """Why each was made; of a page whether and by whom it was published."""
    kept = ModelLogEntry.objects.filter(revision__in=revisions).order_by("timestamp")
    found = {entry.revision_id: entry.data.get("reason", "") for entry in kept}
    of_pages = {one.pk: one.user for one in revisions if isinstance(_record(one, of), Page)}
    found |= dict.fromkeys(of_pages, _("Saved as a draft."))
    entries = PageLogEntry.objects.filter(revision__in=of_pages, action="wagtail.publish").select_related("user")
    for entry in entries:
        is_own = entry.user is None or entry.user == of_pages[entry.revision_id]
        found[entry.revision_id] = (
            _("Published.") if is_own else _("Published by %(who)s.") % {"who": _name(entry.user)}
        )
    return found


def _states(revisions: list[Revision], of: dict) -> dict[int, models.Model]:
    """What the records were by each of the revisions, with what they refer to: a query for each kind of thing."""
    states, wanted = {}, defaultdict(set)
    for revision in revisions:
        model = type(_record(revision, of))
        states[revision.pk] = _state(model, revision.content)
        for field, holder in _references(states[revision.pk]):
            wanted[field.related_model].add(getattr(holder, field.attname))
        for field in get_all_child_m2m_relations(model):
            wanted[field.related_model] |= set(revision.content.get(field.name, ()))
    there = {model: model._base_manager.in_bulk(keys) for model, keys in wanted.items()}
    for revision in revisions:
        _refer(states[revision.pk], revision.content, there)
    return states


def _state(model, content: dict) -> models.Model:
    """The record that `content` describes, asking the database nothing."""
    lists = {field.name for field in get_all_child_m2m_relations(model)}
    data = {name: value for name, value in content.items() if name not in lists}
    if not hasattr(model, "from_serializable_data"):
        return model_from_serializable_data(model, data, check_fks=False)
    empty = {relation.get_accessor_name(): [] for relation in get_all_child_relations(model)}
    return model.from_serializable_data(empty | data, check_fks=False)


def _references(state) -> Iterator[tuple[models.Field, models.Model]]:
    """Foreign keys of what is told of `state`, and of its lists, that are set; and whose they are."""
    told = {name for name, _label in fields(type(state))}
    for field in state._meta.concrete_fields:
        if field.many_to_one and field.name in told and getattr(state, field.attname) is not None:
            yield field, state
    for relation in _lists(state):
        for one in getattr(state, relation).all():
            for field in one._meta.concrete_fields:
                if field.many_to_one and not isinstance(field, ParentalKey) and getattr(one, field.attname) is not None:
                    yield field, one


def _lists(state) -> list[str]:
    """Names of the lists that are told of `state`."""
    told = {name for name, _label in fields(type(state))}
    return [name for one in get_all_child_relations(type(state)) if (name := one.get_accessor_name()) in told]


def _refer(state, content: dict, there: dict) -> None:
    """Gives `state` what it refers to. Entries of its lists that refer to what is gone are left out."""
    gone = set()
    for field, holder in _references(state):
        other = there[field.related_model].get(getattr(holder, field.attname))
        field.set_cached_value(holder, other)
        if other is None and holder is not state:
            gone.add(id(holder))
    for name in _lists(state) if gone else ():
        setattr(state, name, [one for one in getattr(state, name).all() if id(one) not in gone])
    for field in get_all_child_m2m_relations(type(state)):
        found = (there[field.related_model].get(key) for key in content.get(field.name, ()))
        setattr(state, field.name, [one for one in found if one is not None])
