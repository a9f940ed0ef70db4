"""Checks of links when a page goes out: their words say where they lead, and their pages are public."""

import re

from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from pages.texts.fields import referred_to

# Words that say nothing without the sentence around them. Screen readers list links alone.
POINTING = {"here", "click", "click here", "press here", "tap here", "link", "this", "this link", "this page"}
MORE = {"more", "read more", "learn more", "find out more", "see more", "more info", "more information", "details"}
POINTING_ES = {"aquí", "aqui", "clic", "clic aquí", "haz clic aquí", "haga clic aquí", "enlace", "este enlace"}
MORE_ES = {"más", "ver más", "leer más", "lea más", "más información", "esta página", "detalles"}
VAGUE = POINTING | MORE | POINTING_ES | MORE_ES
BETWEEN_WORDS = re.compile(r"[\W_]+")


def check_words(words: str) -> None:
    """Raise ValidationError if the words of a link don't say where it leads."""
    if BETWEEN_WORDS.sub(" ", words).strip().lower() in VAGUE:
        message = _(
            "The link “%(words)s” doesn't say where it leads. Use words that do, such as the name of the page. "
            "People who listen to a page often hear only its links."
        )
        raise ValidationError(message, code="vague_link", params={"words": words.strip()})


def check_links(rich_text: str) -> None:
    """Raise ValidationError if a link in rich text, as it is stored, doesn't say where it leads."""
    for link in BeautifulSoup(rich_text, "html.parser").find_all("a"):
        check_words(link.get_text())


def report_after_publishing(request, page) -> None:
    """Warn, when a page was published, about links to drafts, a missing summary, and text that is hard to read."""
    for linked in Page.objects.filter(pk__in=set(referred_to(page, Page)), live=False).order_by("title"):
        warning = _(
            "This page links to “%(title)s”, which is not published. Until then, visitors see the text without "
            "a link, and no button."
        )
        buttons = []
        if linked.permissions_for_user(request.user).can_edit():
            address = reverse("wagtailadmin_pages:edit", args=[linked.pk])
            buttons = [messages.button(address, _("Edit “%(title)s”") % {"title": linked.title})]
        messages.warning(request, warning % {"title": linked.title}, buttons=buttons)
    if not page.meta_description:
        warning = _("This page has no summary. Lists and search engines show only its title. Add one under the title.")
        messages.warning(request, warning)
    reading = page.reading if page.for_families else None
    if reading and not reading.is_easy:
        warning = _(
            "This page is hard to read: %(scale)s %(score)s, and the aim is %(aim)s. Its hardest sentences are in the "
            "checks on the right (the button with glasses)."
        )
        numbers = {"scale": reading.scale.name, "score": reading.score, "aim": reading.scale.aim}
        messages.warning(request, warning % numbers)
