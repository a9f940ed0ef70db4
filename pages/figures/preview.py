"""The preview of a figure: alone in each language, and on every public page that shows it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import cached_property
from wagtail.models import Page

from pages.figures.places import pages_with

_previewed: ContextVar = ContextVar("previewed_figure", default=None)


def as_previewed(figure):
    """Return the draft in place of the figure that is being previewed, else the figure; None for a withdrawn one."""
    draft = _previewed.get()
    if draft is not None and figure.pk == draft.pk:
        return draft
    return figure if figure.live else None


@contextmanager
def previewing(draft) -> Iterator[None]:
    token = _previewed.set(draft)
    try:
        yield
    finally:
        _previewed.reset(token)


class PreviewMixin:
    """Previews of a figure: a mode for each language, and one for each page that shows it, by the page's key."""

    @cached_property
    def places(self) -> dict[str, Page]:
        """The public pages that show it, by key."""
        return {str(page.pk): page for page in pages_with(self)} if self.pk else {}

    @property
    def preview_modes(self):
        on_pages = [(key, f"{page.title} ({page.locale.get_display_name()})") for key, page in self.places.items()]
        return [*settings.WAGTAIL_CONTENT_LANGUAGES, *on_pages]

    def serve_preview(self, request, mode_name):
        if mode_name not in dict(self.preview_modes):
            raise PermissionDenied
        page = self.places.get(mode_name)
        with previewing(self), translation.override(page.locale.language_code if page else mode_name):
            if page:
                return page.specific.serve_preview(request, page.specific.default_preview_mode).render()
            return render(request, "pages/figure_preview.html", {"figures": [self], "places": self.places.values()})
