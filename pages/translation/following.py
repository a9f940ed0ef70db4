"""Translations follow their source: what has no text changes automatically, and so do profiles without text.

`merged` also brings in sections that the source gained, moved, or lost. A translator asks for that. A page is private
in every language or in none, and has the same place, whichever of its translations is closed or moved.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from copy import deepcopy

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import ngettext
from django_tasks import task
from modelcluster.models import get_all_child_relations
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.admin import messages
from wagtail.models import Locale, Page, PageLogEntry, PageViewRestriction

from pages.texts.pages import fields_of, stream_fields, texts_in, texts_of
from pages.translation.models import record_text, source_of
from toolkit.worker.health import LONG

LOG_ACTION = "pages.follow_source"
OWN = ("translates", "to_review", "english_only")
HOME_DEPTH = 2  # of the home page in each language


def follow(source) -> None:
    """Record the public text of `source` in the default language, and bring its translations along.

    `source` is the specific page as just published. Without texts of its own, such as a profile without a story, its
    translations are created and published.
    """
    with transaction.atomic():
        text = record_text(source)
        _publish_again(source)
        for page in source.get_translations().live().specific():
            bring_along(page, source)
        if not text.texts:
            _create_missing(source, text)


def bring_along(page, source) -> None:
    """Save the shared values of `source` in its live translation `page`. A draft is left alone until it goes live."""
    if not share(page, source):
        return
    page.last_published_at = source.last_published_at
    if not page.has_unpublished_changes:
        page.live_revision = page.save_revision(changed=False, clean=False, log_action=LOG_ACTION)
    page.save(clean=False)


def _publish_again(source) -> None:
    """Publish the translations that were unpublished together with `source`, as they were."""
    entries = PageLogEntry.objects.order_by("-timestamp")
    left = entries.filter(action__startswith="wagtail.unpublish")
    for page in source.get_translations().filter(live=False):
        gone, gone_too = (left.filter(page=one.pk).first() for one in (source, page))
        published = entries.filter(action="wagtail.publish", page=page.pk, revision__in=page.revisions.all()).first()
        if gone and gone_too and published and gone.uuid and gone.uuid == gone_too.uuid:
            published.revision.publish()


def _create_missing(source, text) -> None:
    """Publish translations below each live translation of the parent, unless staff made one by hand."""
    existing = source.get_translations(inclusive=True).values("locale")
    for parent in source.get_parent().get_translations().live().exclude(locale__in=existing).select_related("locale"):
        with suppress(ValidationError), transaction.atomic():  # such as another profile of the school
            page = CopyPageForTranslationAction(source, parent.locale).execute(skip_permission_checks=True)
            page.translates = text
            page.save_revision(log_action=LOG_ACTION).publish(log_action=LOG_ACTION)


def share(page, source) -> bool:
    """Copy what is the same in every language from `source` to its translation. Return whether it changed `page`."""
    changed = False
    own = {*OWN, *(field.name for field in fields_of(type(source)))}
    for field in source._meta.concrete_fields:
        if field.model is not Page and field.name not in own and not field.primary_key:
            changed |= getattr(page, field.attname) != getattr(source, field.attname)
            setattr(page, field.attname, getattr(source, field.attname))
    for field in stream_fields(source):
        before, original = getattr(page, field.name).get_prep_value(), getattr(source, field.name).get_prep_value()
        after = _shared_blocks(field, before, original)
        if after != before:
            setattr(page, field.name, field.stream_block.to_python(after))
            changed = True
    return _share_rows(page, source) or changed


def merged(page, source):
    """Return `page`, a translation, with the sections of `source` in its order: in its own texts where it has them."""
    share(page, source)
    for field in stream_fields(source):
        translated = {block["id"]: block for block in getattr(page, field.name).get_prep_value()}
        original = getattr(source, field.name).get_prep_value()
        blocks = [_translated(field, block, translated.get(block["id"])) for block in original]
        setattr(page, field.name, field.stream_block.to_python(blocks))
    return page


def _shared_blocks(field, translated: list[dict], original: list[dict]) -> list[dict]:
    """Return the raw blocks `translated` with the pictures, figures, and links of `original`.

    A block whose original gained or lost a text stays as it is, until a translator brings that in.
    """
    if not _paths(field, translated) and not _paths(field, original):
        return original
    by_id = {block["id"]: block for block in original}
    blocks = []
    for block in translated:
        source = by_id.get(block["id"], block)
        has_same_texts = _paths(field, [source]) == _paths(field, [block])
        blocks.append(_translated(field, source, block) if has_same_texts else block)
    return blocks


def _paths(field, blocks: list[dict]) -> set[str]:
    return {text.path for text in texts_in(field.name, field.stream_block, blocks)}


def _translated(field, original: dict, translation: dict | None) -> dict:
    """Return the raw block `original` with the texts of `translation`, where it has them."""
    block = deepcopy(original)
    if translation is not None:
        values = {text.path: text.value for text in texts_in(field.name, field.stream_block, [translation])}
        for text in texts_in(field.name, field.stream_block, [block]):
            container, key = text.place
            container[key] = values.get(text.path, text.value)
    return block


def _share_rows(page, source) -> bool:
    """Copy rows of the page type's own inline models, such as the schools of a story."""
    changed = False
    for relation in get_all_child_relations(type(source)):
        if relation.field.model._meta.app_label.startswith("wagtail"):
            continue
        name, parent = relation.get_accessor_name(), relation.field.name
        rows, wanted = list(getattr(page, name).all()), list(getattr(source, name).all())
        if [_values(row, parent) for row in rows] != [_values(row, parent) for row in wanted]:
            setattr(page, name, [relation.related_model(**_values(row, parent)) for row in wanted])
            changed = True
    return changed


def _values(row, parent: str) -> dict:
    """Return the values of an inline row, apart from its key and its page."""
    fields = row._meta.concrete_fields
    return {field.attname: getattr(row, field.attname) for field in fields if field.name not in ("id", parent)}


def untranslated_below(page: Page) -> list[Page]:
    """Return the pages to publish below `page`, a translation: public in the default language, without texts."""
    source = source_of(page)
    if source is None or not page.live:
        return []
    translated = Page.objects.filter(locale=page.locale_id).values("translation_key")
    children = source.get_children().live().exclude(translation_key__in=translated).specific()
    return [child for child in children if not texts_of(child)]


@task(backend="worker", queue_name=LONG)
def publish_below(page_id: int) -> None:
    """Publish the translations of the pages below the page with this key."""
    for page in Page.objects.filter(pk=page_id):  # none if it was deleted in the meantime
        for child in untranslated_below(page):
            follow(child)


def unpublish_translations(pages, action):
    """Unpublish the translations of a page in the default language with it; Wagtail checks no rights on them."""
    default = Locale.get_default().pk
    originals = [page for page in pages if page.locale_id == default] if action == "unpublish" else []
    return {page: page.get_translations() for page in originals}


def report_below(request, page) -> None:
    """After publishing, say how many pages below `page` the worker is still publishing."""
    if count := len(untranslated_below(page)):
        text = ngettext(
            "%(count)s page below this one is being published in %(language)s. That takes a minute or two.",
            "%(count)s pages below this one are being published in %(language)s. That takes a minute or two.",
            count,
        )
        messages.info(request, text % {"count": count, "language": page.locale.get_display_name()})


_sharing = ContextVar("sharing privacy or place", default=False)  # what this module saves is not followed again


@contextmanager
def _sharing_once() -> Iterator[bool]:
    """Yield whether this is a change that the other languages follow."""
    is_own = not _sharing.get()
    token = _sharing.set(True)
    try:
        yield is_own
    finally:
        _sharing.reset(token)


def share_place(page: Page) -> None:
    """Move the translations of `page` below and after the same pages as it, unless their address is taken there."""
    with _sharing_once() as is_own, transaction.atomic():
        before = page.get_siblings().filter(path__lt=page.path).order_by("-path")
        keys, above = list(before.values_list("translation_key", flat=True)), page.get_parent()
        for translation in page.get_translations() if is_own else ():
            parent = above.get_translation_or_none(translation.locale)
            if parent is not None:
                _place(translation, parent, keys)


def _place(page: Page, parent: Page, keys: list) -> None:
    """Move `page` below `parent`, after the child with the first of the translation keys `keys` that it has."""
    children = {child.translation_key: child for child in parent.get_children().not_page(page)}
    previous = next((children[key] for key in keys if key in children), None)
    is_free = page.slug not in [child.slug for child in children.values()]
    if is_free and not parent.path.startswith(page.path):
        page.move(previous or parent, pos="right" if previous else "first-child")


def share_privacy(page: Page) -> None:
    """Give the translations of `page` its restriction, or take theirs away.

    The home page of a further language can be closed alone, as before its first publication. So opening the one in the
    default language does not open it.
    """
    with _sharing_once() as is_own:
        restriction = page.view_restrictions.first() if is_own else None
        leads = page.locale_id == Locale.get_default().pk or page.depth > HOME_DEPTH
        for translation in page.get_translations() if is_own and leads else ():
            if translation.depth > HOME_DEPTH or restriction is not None:
                _set(translation, restriction)


def take_over_privacy(page: Page) -> None:
    """Give `page`, a new translation, the restriction that the others have."""
    restrictions = PageViewRestriction.objects.filter(page__translation_key=page.translation_key)
    if restriction := restrictions.exclude(page=page).select_related("page").first():
        share_privacy(restriction.page)


def _set(page: Page, restriction: PageViewRestriction | None) -> None:
    if restriction is None:
        page.view_restrictions.all().delete()
        return
    values = {"restriction_type": restriction.restriction_type, "password": restriction.password}
    copy, _created = PageViewRestriction.objects.update_or_create(page=page, defaults=values)
    copy.groups.set(restriction.groups.all())
