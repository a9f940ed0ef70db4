"""Pages without texts below a page that was just published in another language, such as the profiles of a new list."""

from django.utils.translation import ngettext
from django_tasks import task
from wagtail.admin import messages
from wagtail.models import Page

from pages.page_texts import texts_of
from toolkit.worker.health import LONG

from .following import follow
from .source import source_of


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


def report_below(request, page) -> None:
    """After publishing, say how many pages below `page` the worker is still publishing."""
    if count := len(untranslated_below(page)):
        text = ngettext(
            "%(count)s page below this one is being published in %(language)s. That takes a minute or two.",
            "%(count)s pages below this one are being published in %(language)s. That takes a minute or two.",
            count,
        )
        messages.info(request, text % {"count": count, "language": page.locale.get_display_name()})
