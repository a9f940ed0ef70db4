"""Typed numbers that look like a known figure: pointed out when a page is saved, and replaced by it with one click."""

import re

from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.models import Page

from pages.figures.models import Figure
from pages.figures.places import Mention, mentions_in, number_pattern
from pages.texts import MAIN
from pages.texts.pages import stream_fields, texts_in

MOST = 3  # numbers that a message names


def typed(page) -> list[tuple[Mention, Figure]]:
    """Return the typed numbers in the rich text of a specific page, with the published figure each looks like."""
    found = []
    for figure in Figure.objects.filter(live=True, computed_from=""):
        if pattern := number_pattern(figure.newest.value, figure.label.get(MAIN, "")):
            pairs = ((mention, figure) for mention in mentions_in(page, re.compile(pattern, re.IGNORECASE)))
            found += [pair for pair in pairs if pair[0].text.is_html][:1]
    return found


def point_out(request, page) -> None:
    """After a save, offer to use the figures that typed numbers of the page look like."""
    if not (request.user.has_perm("pages.view_figure") and request.accepts("text/html")):  # or in the background
        return
    for mention, figure in typed(page)[:MOST]:
        question = _("“…%(text)s…” looks like the figure “%(figure)s”. Link it?") % {
            "text": f"{mention.before[-30:]}{mention.number}{mention.after[:30]}",
            "figure": f"{figure.newest.value} {figure.label}",
        }
        messages.info(
            request,
            format_html(
                '{} <form class="use-figure" method="post" action="{}">'
                '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
                '<button class="button button-small" type="submit">{}</button></form>',
                question,
                reverse("use_figure", args=[page.pk, figure.pk]),
                get_token(request),
                _("Use the figure"),
            ),
        )


def urls():
    return [path("pages/<int:page_id>/use-figure/<int:figure_id>/", use_figure, name="use_figure")]


@require_POST
def use_figure(request, page_id: int, figure_id: int):
    """Put a figure in place of its number, typed in the newest draft of a page, and save that as a draft."""
    page = get_object_or_404(Page, pk=page_id)
    rights = page.permissions_for_user(request.user)
    if not (rights.can_edit() and request.user.has_perm("pages.view_figure")) or rights.page_locked():
        raise PermissionDenied
    figure = get_object_or_404(Figure, pk=figure_id, live=True, computed_from="")
    draft = page.get_latest_revision_as_object()
    if put_in(draft, figure):
        draft.save_revision(user=request.user, log_action=True)
        text = _("“%(value)s” now updates with the figure. Draft saved.")
        messages.success(request, text % {"value": figure.newest.value})
    else:
        text = _("“%(value)s” is part of a link or formatted in pieces. Put the figure in by hand.")
        messages.warning(request, text % {"value": figure.newest.value})
    return redirect("wagtailadmin_pages:edit", page_id)


def put_in(page, figure) -> int:
    """Replace the number of `figure` in the rich text of a specific page, except in links. Return how often."""
    replaced = 0
    for field in stream_fields(type(page)):
        raw = getattr(page, field.name).get_prep_value()
        for text in texts_in(field.name, field.stream_block, raw):
            if text.is_html:
                container, key = text.place
                container[key], count = _with_figure(text.value, figure)
                replaced += count
        setattr(page, field.name, field.stream_block.to_python(raw))
    return replaced


def _with_figure(html: str, figure) -> tuple[str, int]:
    pattern = number_pattern(figure.newest.value, figure.label.get(MAIN, ""))
    soup, count = BeautifulSoup(html, "html.parser"), 0
    for words in soup.find_all(string=re.compile(pattern, re.IGNORECASE)) if pattern else ():
        if words.find_parent("a"):
            continue
        parts = re.split(pattern, words, flags=re.IGNORECASE)
        new = [soup.new_string(parts[0])]
        for part in parts[1:]:
            new += [soup.new_tag("embed", embedtype="figure", id=figure.pk), soup.new_string(part)]
        words.replace_with(*new)
        count += len(parts) - 1
    return (str(soup) if count else html), count
