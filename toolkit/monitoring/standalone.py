"""Pages for when the site cannot answer. They need no query, script, or hashed file, and speak all languages.

The application sends two of them. Three are static files for nginx (`alliance_site/assets/static_files.py`).
"""

from functools import cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext_noop

PAGES = {
    "500": (
        gettext_noop("Something went wrong"),
        gettext_noop("The fault is ours, not yours. Please try again in a few minutes."),
    ),
    "maintenance": (
        gettext_noop("We will be right back"),
        gettext_noop(
            "Please try again in a few minutes. You can still read most pages, and each school’s phone number is on "
            "its page."
        ),
    ),
    "sign-in-busy": (
        gettext_noop("Many people are signing in"),
        gettext_noop(
            "Please wait a minute, go back, and try again. Nothing is wrong with your account. With a passkey you do "
            "not have to wait."
        ),
    ),
    "too-large": (
        gettext_noop("What you sent is too large"),
        gettext_noop(
            "Nothing was saved. Go back, shorten the text or choose a smaller file, and send it again. In the editor, "
            "a picture or document can have up to 20 MB."
        ),
    ),
}
STAFF = {"sign-in-busy", "too-large"}  # for addresses without a language: English first, and one home page
MAIN, *OTHERS = (code for code, _name in settings.LANGUAGES)
FILES = {f"{name}.html": (name, MAIN) for name in PAGES if name != "500"} | {
    f"maintenance.{code}.html": ("maintenance", code) for code in OTHERS
}


@cache
def page(name: str, language: str = MAIN) -> str:
    """Return the page `name` of `PAGES` as HTML that begins with `language`, or with the main one if we lack it."""
    title, text = PAGES[name]
    codes = sorted((MAIN, *OTHERS), key=lambda code: code != language)
    homes = [(code, "/" if code == MAIN or name in STAFF else f"/{code}/") for code in codes]
    context = {"network": settings.NETWORK, "first": codes[0], "homes": homes, "title": title, "text": text}
    return render_to_string("standalone.html", context)
