"""Typed numbers that look like a known figure: pointed out when a page is saved, and replaced by it with one click."""

import re
from itertools import chain

from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.log_actions import log
from wagtail.models import Page

from pages.figures.models import Figure
from pages.figures.places import NOT_FIGURE, Mention, mentions_in, not_figures, number_pattern, said_in, sentences
from pages.texts import MAIN
from pages.texts.pages import set_texts, texts_of


def typed(page, before=None) -> list[tuple[Mention, Figure]]:
    """Return the typed numbers in the rich text of a specific page, with the published figure each looks like.

    It leaves out sentences that the version `before` has at the same place, and those that do not mean the figure.
    """
    earlier = {text.path: sentences(text) for text in (texts_of(before) if before else ())}
    answered, said = not_figures(page=page.pk), [(text, sentence) for text, sentence in said_in(page) if text.is_html]
    found = {
        (mention.sentence, figure): (mention, figure)
        for figure in Figure.objects.filter(live=True, computed_from="")
        if (pattern := _pattern(figure))
        for mention in mentions_in(page, said, pattern)
        if mention.sentence not in earlier.get(mention.text.path, ())
        if (page.pk, figure.pk, mention.sentence) not in answered
    }
    return list(found.values())


def _pattern(figure) -> re.Pattern | None:
    pattern = number_pattern(figure.newest.value, figure.label.get(MAIN, ""))
    return re.compile(pattern, re.IGNORECASE) if pattern else None


def point_out(request, page) -> None:
    """After a save, ask once about the typed numbers in changed sentences that look like figures."""
    if not (request.user.has_perm("pages.view_figure") and request.accepts("text/html")):  # or in the background
        return
    before = page.revisions.exclude(pk=page.latest_revision_id).order_by("-created_at", "-pk").first()
    if found := typed(page, before and before.as_object()):
        template = "wagtailadmin/pages/typed_figures.html"
        messages.info(request, render_to_string(template, {"page": page, "typed": found}, request))


def urls():
    return [path("pages/<int:page_id>/use-figure/<int:figure_id>/", use_figure, name="use_figure")]


@require_POST
def use_figure(request, page_id: int, figure_id: int):
    """Put a figure in place of its number in a sentence of the newest draft, or remember that it is not this figure."""
    page = get_object_or_404(Page, pk=page_id)
    rights = page.permissions_for_user(request.user)
    if not (rights.can_edit() and request.user.has_perm("pages.view_figure")) or rights.page_locked():
        raise PermissionDenied
    figure = get_object_or_404(Figure, pk=figure_id, live=True, computed_from="")
    draft, sentence = page.get_latest_revision_as_object(), request.POST.get("sentence", "")
    values = {"value": figure.newest.value, "name": figure.name}
    if (figure, sentence) not in [(one, mention.sentence) for mention, one in typed(draft)]:
        messages.warning(request, _("The sentence has changed in the meantime. Nothing was replaced."))
    elif "not_this" in request.POST:
        log(page, NOT_FIGURE, data={"figure": figure.pk, "sentence": sentence})
        messages.success(
            request, _("“%(value)s” stays typed: it is not “%(name)s”. You won't be asked again.") % values
        )
    elif replaced := put_in(draft, figure, sentence):
        draft.save_revision(user=request.user, log_action=True)
        text = _("%(count)s × “%(value)s” now updates with the figure. Draft saved.")
        messages.success(request, text % (values | {"count": replaced}))
    else:
        text = _("“%(value)s” is part of a link or formatted in pieces. Put the figure in by hand.")
        messages.warning(request, text % values)
    return redirect("wagtailadmin_pages:edit", page_id)


def put_in(page, figure, sentence: str) -> int:
    """Replace the number of `figure` in a sentence of a specific page, except in links. Return how often."""
    rich = [text for text in texts_of(page, has_keys=True) if text.is_html]
    found = {text.path: _with_figure(text.value, figure, sentence) for text in rich}
    set_texts(page, {path: html for path, (html, _count) in found.items()})
    return sum(count for _html, count in found.values())


def _with_figure(html: str, figure, sentence: str) -> tuple[str, int]:
    soup, pattern, start, count = BeautifulSoup(html, "html.parser"), _pattern(figure), 0, 0
    strings = list(soup.find_all(string=True))
    spans = [found.span() for found in re.finditer(re.escape(sentence), "".join(strings))]
    for words in strings:
        matches = [m for m in pattern.finditer(words) if any(a <= start + m.start() < b for a, b in spans)]
        start += len(words)
        if matches and not words.find_parent("a"):
            ends = [0, *(match.end() for match in matches)]
            parts = [words[end : match.start()] for end, match in zip(ends, matches, strict=False)]
            embeds = [soup.new_tag("embed", embedtype="figure", id=figure.pk) for _match in matches]
            words.replace_with(*chain.from_iterable(zip(parts, embeds, strict=True)), words[ends[-1] :])
            count += len(matches)
    return (str(soup) if count else html), count
