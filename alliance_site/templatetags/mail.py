"""Template tags and filters for emails."""

import textwrap
from datetime import datetime, timedelta

import css_inline
from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince
from django.utils.translation import get_language, gettext
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.templatetags.wagtailadmin_tags import latest_str
from wagtail.models import Page

from pages.editor.approval import changes, sentence, start_of
from pages.editor.schedule import moment
from schools.desk import proposals
from toolkit.mail import absolute, preferred_language

register = template.Library()
WIDTH = 72  # characters, as mail programs expect of text
INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


# Wagtail renders the HTML of a notification, and the text for recipients without a preference, in the language of the
# person who triggered it.
register.filter("language_of", preferred_language)
register.filter("difference", proposals.rows)
register.simple_tag(absolute)


@register.filter(is_safe=True)
def recolored(css: str) -> str:
    """Return a mail's rules in the network's colors."""
    return settings.NETWORK.colors.recolored(css)


@register.simple_block_tag
def inlined(content: str) -> SafeString:
    """`{% inlined %}` a whole HTML document `{% endinlined %}`: move its styles into style attributes."""
    return mark_safe(INLINER.inline(content))  # noqa: S308 (a rendered template: its values are escaped)


@register.filter
def wrapped(text: str) -> str:
    """Wrap the lines of a text mail, but no link. The lines of a list item after the first are indented."""
    return "\n".join(line if "://" in line else _wrap(line) for line in text.split("\n"))


def _wrap(line: str) -> str:
    if len(line) <= WIDTH:
        return line  # also the mark of a signature, which ends with a space
    indent = "  " if line.startswith("- ") else ""
    return textwrap.fill(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


@register.simple_tag(takes_context=True)
def subject(context) -> dict[str, str]:
    """Return title, edit address, public address or "", and when it goes live or "" of what a notification is about."""
    about = context.get("page") or context["object"]
    is_page, revision = isinstance(about, Page), about.latest_revision
    start = start_of(revision) if revision else None
    return {
        "title": about.get_admin_display_title() if is_page else latest_str(about),
        "edit": absolute(AdminURLFinder(context["user"]).get_edit_url(about) or "/admin/"),
        "public": (about.full_url or "") if is_page and about.live and not start else "",
        "starts": moment(start) if start else "",
    }


@register.simple_tag(takes_context=True)
def submission(context) -> dict:
    """Return who sent it for approval, and what they changed, in the active language. All recipients share it."""
    about = context.get("page") or context["object"]
    kept, key = about.__dict__.setdefault("_submissions", {}), (about.latest_revision_id, get_language())
    if key not in kept:
        found = changes(about.latest_revision)
        said = {"sender": about.current_workflow_state.requested_by, "said": sentence(about.latest_revision, found)}
        kept[key] = {**said, "is_new": not about.live, "changes": found, "goes_live": _goes_live(about.latest_revision)}
    return kept[key]


def _goes_live(revision) -> str:
    start = start_of(revision)
    if not start:
        return gettext("It goes live when you approve it.")
    return gettext("It goes live on %(start)s if you approve it.") % {"start": moment(start)}


@register.simple_tag
def link_lasts() -> str:
    """Return how long a password link works, in the active language, such as “3 days”."""
    start = datetime(2000, 1, 1)
    return timesince(start, start + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT))


@register.simple_tag
def network():
    """Return the network, for the mails that Wagtail sends."""
    return settings.NETWORK
