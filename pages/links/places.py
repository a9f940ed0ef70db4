"""Links to pages: who has them, and how to point them to another page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, ReferenceIndex

from pages.links.references import Changes, text_with_changes, with_changes
from pages.translation.source import replace_text


@dataclass(frozen=True)
class Place:
    """A record with links, and each link's place in it. `edit_url` is empty if the user can't edit the record."""

    record: models.Model
    links: list[ReferenceIndex]
    edit_url: str

    @property
    def title(self) -> str:
        """What the user may read."""
        record = self.record
        is_readable = self.edit_url or getattr(record, "live", False)
        return str(getattr(record, "get_admin_display_title", record.__str__)()) if is_readable else ""

    @property
    def is_past(self) -> bool:
        """Whether the record is history, such as a required posting that was replaced: nobody should change it."""
        return not isinstance(self.record, Page) and bool(getattr(self.record, "archived", None))

    @property
    def is_protected(self) -> bool:
        """Whether the record has to have the link, such as a required posting that names a page."""
        return not self.is_past and any(link.on_delete == models.PROTECT for link in self.links)


def links_to(pages: Iterable[Page]):
    """Return the references to `pages` from other records."""
    keys = [str(page.pk) for page in pages]
    kind = ContentType.objects.get_for_model(Page)
    links = ReferenceIndex.objects.filter(to_content_type=kind, to_object_id__in=keys)
    return links.exclude(base_content_type=kind, object_id__in=keys)


def places_of(links, user) -> list[Place]:
    """Return the records with the references `links`, by title. One query for each record."""
    finder = AdminURLFinder(user)
    groups = links.group_by_source_object()
    places = [Place(record, references, finder.get_edit_url(record) or "") for record, references in groups]
    return sorted(places, key=lambda place: (not place.title, place.title))


def point(draft: Page, changes: Changes) -> None:
    """Change the links of a specific page."""
    for field in draft._meta.concrete_fields:
        value = getattr(draft, field.attname)
        if isinstance(field, StreamField):
            setattr(draft, field.name, with_changes(field.stream_block, value, changes))
        elif isinstance(field, RichTextField):
            setattr(draft, field.name, text_with_changes(value, changes))


def fix(page: Page, change: Callable[[Page], None], user) -> bool | None:
    """Call `change` with the newest draft of `page`. Publish it if `user` can and nothing else waits in the draft.

    Returns whether it was published, or None if the user can't edit it or nothing changed.
    """
    rights = page.permissions_for_user(user)
    if not rights.can_edit() or rights.page_locked() or page.current_workflow_state:
        return None
    draft = page.get_latest_revision_as_object()
    before = draft.serializable_data()
    change(draft)
    if draft.serializable_data() == before:
        return None
    try:
        revision = draft.save_revision(user=user, log_action=True)
    except ValidationError:  # old content that today's rules refuse
        return None
    may_publish = page.live and not page.has_unpublished_changes and rights.can_publish()
    if may_publish:
        replace_text(draft)
        revision.publish(user=user)
    return may_publish
