"""Links to pages: who has them, how to change them, and messages about that."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bs4 import BeautifulSoup
from django.contrib import messages
from django.contrib.auth import get_permission_codename
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Model, TextField
from django.db.models.functions import Cast
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from modelcluster.models import get_serializable_data_for_fields
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.blocks.list_block import ListValue
from wagtail.blocks.stream_block import StreamValue
from wagtail.blocks.struct_block import StructValue
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.fields import RichTextField, StreamField
from wagtail.models import DraftStateMixin, Locale, Page, ReferenceIndex
from wagtail.rich_text import RichText, extract_references_from_rich_text

from pages.texts.fields import referred_to
from pages.translation.models import replace_text
from toolkit.visibility import public

Reference = tuple[type, str]  # a model (the base model in multi-table inheritance) and a key, or `str` and an address
Changes = Mapping[Reference, str | None]  # the new key of each reference; without one, it is removed


def base_model(model) -> type[Model]:
    return [model, *model._meta.get_parent_list()][-1]


def with_changes(block, value, changes: Changes):
    """Return `value` of `block` with `changes`. A choice without its reference is empty, and a link is plain text."""
    if isinstance(value, StreamValue):
        for child in value:
            child.value = with_changes(child.block, child.value, changes)
    elif isinstance(value, ListValue):
        for child in value.bound_blocks:
            child.value = with_changes(child.block, child.value, changes)
    elif isinstance(value, StructValue):
        for name, child in block.child_blocks.items():
            value[name] = with_changes(child, value[name], changes)
    elif isinstance(value, TypedTable):
        kinds = [column["block"] for column in value.columns]
        for row in value.row_data:
            cells = zip(kinds, row["values"], strict=True)
            row["values"] = [with_changes(kind, cell, changes) for kind, cell in cells]
    elif isinstance(value, str):
        return changes.get((str, value), value)
    elif isinstance(value, RichText):
        return RichText(text_with_changes(value.source, changes))
    else:
        for reference in _references(block.extract_references(value)):
            if reference in changes:
                new = block.to_python(changes[reference])
                fits = new is not None or changes[reference] is None  # a chooser of forms finds no other page
                return new if fits else value
    return value


def text_with_changes(html: str, changes: Changes) -> str:
    """Return rich text, as it is stored, with `changes`."""
    soup = BeautifulSoup(html, "html.parser")
    changed = [
        (tag, name, changes[reference])
        for tag in soup.find_all(["a", "embed"])
        for name, reference in _references_of(tag)
        if reference in changes
    ]
    for tag, name, key in changed:
        if key is None:
            tag.unwrap()
        else:
            tag[name] = key
    return str(soup) if changed else html


def _references_of(tag) -> list[tuple[str, Reference]]:
    """Return what an element refers to, each with the attribute that says it."""
    if tag.has_attr("href"):
        return [("href", (str, tag["href"]))]
    return [("id", reference) for reference in _references(extract_references_from_rich_text(str(tag)))]


def _references(rows) -> list[Reference]:
    return [(base_model(model), str(key)) for model, key, *_path in rows]


@dataclass(frozen=True)
class Place:
    """A record with links, and each link's place in it. `edit_url` is empty if the user can't edit the record."""

    record: models.Model
    links: list[ReferenceIndex]
    edit_url: str

    @property
    def title(self) -> str:
        """What the user may read. Anything but a page says what it is: Search answer “Give”."""
        record, is_readable = self.record, self.edit_url or getattr(self.record, "live", False)
        if isinstance(record, Page):
            return record.get_admin_display_title() if is_readable else ""
        kind, title = capfirst(record._meta.verbose_name), str(getattr(record, "query", record))
        if title == kind or not is_readable:
            return kind
        return _("%(kind)s “%(title)s”") % {"kind": kind, "title": title}

    @property
    def language(self) -> str:
        if isinstance(self.record, Page):
            return self.record.locale.get_display_name()
        return getattr(self.record, "get_language_display", str)()

    def is_of(self, pages: Iterable[Page]) -> bool:
        return isinstance(self.record, Page) and self.record.pk in {page.pk for page in pages}

    @property
    def is_past(self) -> bool:
        """Whether the record is history, such as a required posting that was replaced: nobody should change it."""
        return bool(getattr(self.record, "archived", None))

    @property
    def is_protected(self) -> bool:
        """Whether the record has to have the link, such as a required posting that names a page."""
        return not self.is_past and any(link.on_delete == models.PROTECT for link in self.links)


def places_of(links, user) -> list[Place]:
    """Return the records with the references `links`, by title. One query for each record."""
    finder = AdminURLFinder(user)
    groups = links.group_by_source_object()
    return _by_title(Place(record, references, finder.get_edit_url(record) or "") for record, references in groups)


def places_linking_to(pages: Iterable[Page], user) -> list[Place]:
    """Return the records that link to `pages`, by title: as visitors see them, or only in the draft of a page."""
    keys, kind = {page.pk for page in pages}, ContentType.objects.get_for_model(Page)
    places = places_of(ReferenceIndex.objects.filter(to_content_type=kind, to_object_id__in=map(str, keys)), user)
    listed = {place.record.pk for place in places if isinstance(place.record, Page)}
    finder = AdminURLFinder(user)
    candidates = _with_drafts_naming(keys).exclude(pk__in=listed)
    drafts = [page for page in candidates if keys & set(referred_to(page.get_latest_revision_as_object(), Page))]
    return _by_title([*places, *(Place(page, [], finder.get_edit_url(page) or "") for page in drafts)])


def _by_title(places: Iterable[Place]) -> list[Place]:
    return sorted(places, key=lambda place: (not place.title, place.title, place.language))


def _with_drafts_naming(keys: set[int]):
    """Return pages with a draft that contains one of the numbers `keys`, which may be a link."""
    drafts = Page.objects.filter(has_unpublished_changes=True).select_related("locale", "latest_revision")
    content = Cast("latest_revision__content", TextField())
    return drafts.alias(content=content).filter(content__regex=rf"\m({'|'.join(map(str, keys or {0}))})\M")


def point(record: models.Model, changes: Changes) -> None:
    """Change the links of a record, which is specific if it is a page."""
    for field in record._meta.concrete_fields:
        value = getattr(record, field.attname)
        if isinstance(field, StreamField):
            setattr(record, field.name, with_changes(field.stream_block, value, changes))
        elif isinstance(field, RichTextField):
            setattr(record, field.name, text_with_changes(value, changes))
        elif isinstance(field, models.ForeignKey) and field.model is not Page and not field.primary_key:
            key = changes.get((base_model(field.related_model), str(value)))
            setattr(record, field.attname, int(key) if key else value)
        elif isinstance(value, str):
            setattr(record, field.attname, changes.get((str, value), value))


def fix(record: models.Model, changes: Changes, user) -> bool | None:
    """Change the links of a record and its draft. Return whether visitors see it; None if nothing could be changed."""
    record = type(record)._default_manager.get(pk=record.pk)  # another fix may have changed it
    may_edit, may_publish = _rights(record, user)
    if not may_edit:
        return None
    live = getattr(record, "specific", record) if may_publish and getattr(record, "live", True) else None
    is_newest = live and not getattr(record, "has_unpublished_changes", False)
    draft = None if is_newest else record.get_latest_revision_as_object()
    live_changed, draft_changed = (version is not None and _changes(version, changes) for version in (live, draft))
    if live_changed:
        _publish(live, user)
    if draft is not None and (live_changed or draft_changed):
        draft.save_revision(user=user, log_action=True, clean=False)  # today's rules may refuse old content
    return live_changed if live_changed or draft_changed else None


def _rights(record, user) -> tuple[bool, bool]:
    """Return whether `user` can edit the record now, and publish it."""
    if isinstance(record, Page):
        rights = record.permissions_for_user(user)
        may_edit = rights.can_edit() and not rights.page_locked() and not record.current_workflow_state
        return may_edit, may_edit and rights.can_publish()
    actions = ("change", "publish" if isinstance(record, DraftStateMixin) else "change")
    opts = record._meta
    may_edit, may_publish = (user.has_perm(f"{opts.app_label}.{get_permission_codename(a, opts)}") for a in actions)
    return may_edit, may_publish


def _changes(version, changes: Changes) -> bool:
    point(version, {})  # reads the blocks as they are saved: stored ones may lack empty fields, and differ in order
    before = get_serializable_data_for_fields(version)
    point(version, changes)
    return get_serializable_data_for_fields(version) != before


def _publish(live, user) -> None:
    if not isinstance(live, DraftStateMixin):
        live.save()
        return
    if isinstance(live, Page):
        replace_text(live)
    live.save_revision(user=user, log_action=True, clean=False).publish(user=user)


def counterpart(target: Page, locale: Locale) -> Page:
    """Return `target` in the language `locale`, or the closest page above it that is public there."""
    above = target.get_ancestors(inclusive=True).filter(depth__gt=1)
    translations = Page.objects.filter(translation_key__in=above.values("translation_key"), locale=locale)
    return public(translations).order_by("-depth").first() or target


def change_links(records: Iterable, leads_to: Mapping, user) -> list[bool | None]:
    """Change the links of `records` to the pages or addresses `leads_to` to that of each. Returns what `fix` does."""
    changes = {_reference(old): _reference(new)[1] for old, new in leads_to.items()}
    return [fix(record, changes, user) for record in records]


def _reference(target: Page | str) -> tuple[type, str]:
    return (str, target) if isinstance(target, str) else (Page, str(target.pk))


def report_fixed(request, results: list[bool | None]) -> None:
    """Show messages about the `results` of `fix`."""
    published, drafts, left = results.count(True), results.count(False), results.count(None)
    if published:
        text = ngettext("Links changed in %(count)s place.", "Links changed in %(count)s places.", published)
        messages.success(request, text % {"count": published})
    if drafts:
        text = ngettext(
            "Links changed in %(count)s draft. Visitors see them once it is published.",
            "Links changed in %(count)s drafts. Visitors see them once these are published.",
            drafts,
        )
        messages.warning(request, text % {"count": drafts})
    if left:
        text = ngettext(
            "%(count)s place still has the link. You find it under Reports, Links.",
            "%(count)s places still have the link. You find them under Reports, Links.",
            left,
        )
        messages.warning(request, text % {"count": left})
