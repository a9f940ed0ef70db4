"""A made-up network of another state. `deploy/tests.sh` makes its folder with `manage.py new_network` and names it in
CONTENT, which settings read when Django starts: so these tests have a process of their own."""

import os
import re

import pytest
from bs4 import Tag
from django.conf import settings
from django.utils import translation

from deploy import wording
from tests.html import assert_valid
from tests.schools.people import editor_of, person
from tests.toolkit.backups.conftest import first, run, site

__all__ = ["first", "run", "site"]
LANGUAGES = settings.NETWORK.languages
# Names, places, numbers, and promises of the network and the state for which this site was written
FOREIGN = re.compile(
    f"{wording.NAMES.pattern}|{wording.STATES.pattern.removesuffix('|47605')}"
    r"|\b47605\b|calif\b|\bCDS\b|pacific time|pacífico|\bL\.A\.|\(213\)|\(323\)|(?<![\w.-])9[01]\d{3}(?!\w)"
    r"|\bwatts\b|western and 70th|charter|chárter|college-ready|lottery|sorteo"
    r"|\bby (?:state )?law\b|por ley|ley estatal|tuition|what the law|state data|the state’s",
    re.IGNORECASE,
)
HEADINGS, FILLING = re.compile("^h[1-6]$"), ("img", "svg", "input", "select", "textarea")

if settings.NETWORK.slug == "sunrise":
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the test's thread
else:
    collect_ignore_glob = ["test_*.py"]


def checked(response) -> Tag:
    """Parse a page, and check that it is whole, and of this network."""
    page = assert_valid(response)
    assert foreign(response) == []
    assert empty_sections(page.find("main")) == []
    return page


def empty_sections(main: Tag) -> list[str]:
    """The headings that nothing follows before the next of their level or above."""
    found, heading, is_filled = [], None, True
    for part in main.descendants:
        if isinstance(part, Tag) and HEADINGS.match(part.name):
            is_same = heading is not None and heading.get("lang") != part.get("lang")  # in another language
            found += [str(heading)] if not is_filled and not is_same and part.name <= heading.name else []
            found += [] if part.get_text(strip=True) else [str(part)]
            heading, is_filled = part, False
        elif isinstance(part, Tag):
            is_filled = is_filled or part.name in FILLING
        elif part.strip() and not part.find_parent(HEADINGS):
            is_filled = True
    return found if is_filled else [*found, str(heading)]


def foreign(sent) -> list[str]:
    """What a text or a response says of another network or state."""
    if not isinstance(sent, str):
        sent = (b"".join(sent.streaming_content) if sent.streaming else sent.content).decode(errors="ignore")
    return sorted({sent[max(0, one.start() - 30) : one.end() + 20] for one in FOREIGN.finditer(sent)})


@pytest.fixture(params=LANGUAGES)
def language(request):
    with translation.override(request.param):
        yield request.param


@pytest.fixture
def sign_in(client, db):
    """Sign in as a person with one role; the School editor's school is the first."""
    from schools.models import School

    def as_role(role: str):
        if role == "School editor":
            user = editor_of(School.objects.open_today().first())
        else:
            user = person(role.replace(" ", "-").lower(), role, is_superuser=role == "Site admin")
        client.force_login(user)
        return client

    return as_role
