"""Log entries for first content in each page's history, so that staff can restore it."""

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry, Revision

ACTION = "load.first_content"


def log_actions(actions) -> None:
    label = _("First content, from when the site was set up")
    actions.register_action(ACTION, label, label)


def log_first_versions() -> None:
    """Log the first version of each loaded page: Wagtail's history only lists versions with a log entry.

    Safe to run again. The entries have no user: a system account could be selected, reminded and deleted like a person.
    """
    versions = Revision.objects.filter(object_id=OuterRef("object_id"), base_content_type=OuterRef("base_content_type"))
    log_entries = PageLogEntry.objects.exclude(action="wagtail.publish").filter(revision__isnull=False)
    revisions = (
        Revision.objects.page_revisions()
        .filter(user=None, pk=Subquery(versions.order_by("created_at", "pk").values("pk")[:1]))
        .exclude(pk__in=log_entries.values("revision"))
    )
    pages = Page.objects.specific().in_bulk([int(revision.object_id) for revision in revisions])
    for revision in revisions:
        page = pages[int(revision.object_id)]
        log(page, ACTION, revision=revision, content_changed=True, timestamp=revision.created_at)
