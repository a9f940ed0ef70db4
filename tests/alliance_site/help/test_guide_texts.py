"""The staff guides use the editor's labels, match the code, and have the same content in both languages. Staff read
them in the editor, in the language of their account."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, override

from alliance_site.guides import FOLDER, GUIDES
from alliance_site.staff.roles import ROLES
from pages.models import StandardPage
from schools.models import School
from tests.cases import named_cases
from tests.html import assert_valid, soup
from tests.schools.people import editor_of, person

pytestmark = pytest.mark.django_db

NAMES = [guide.name for guide in GUIDES]
LABEL = re.compile(r"\*\*(.+?)\*\*")  # the guides set only labels of the editor in bold
LINK = re.compile(r"\]\(([^)]+)\)")
HEADING = re.compile(r"^(#+) ", re.MULTILINE)
ROLE_NAMES = {role.name for role in ROLES}  # the same in every language
WORDS = Path(settings.BASE_DIR) / "alliance_site" / "words" / "en" / "LC_MESSAGES" / "django.po"
WAGTAILS = {entry.msgstr: entry.msgid for entry in polib.pofile(str(WORDS)) if entry.msgstr}  # what our words replace
LONGEST = {"en": 920, "es": 1000}  # words
SCHOOL_EDITOR, SITE_ADMIN = "School editor", "Site admin"
PEOPLE = [role.name for role in ROLES] + [SCHOOL_EDITOR, SITE_ADMIN]
OTHERS = {  # the guides that are not about the work of a role
    "Writer": {"desk", "office", "emergency", "menu", "postings", "packets", "import", "guided"},
    "Publisher": {"office", "import", "guided"},
    "Listings manager": {"emergency", "menu", "events", "figures", "forms"},
    SCHOOL_EDITOR: {*NAMES}
    - {"start", "desk", "pages", "blocks", "pictures", "translate", "postings", "packets", "roles"},
    SITE_ADMIN: set(),
}


def text(name: str, language: str) -> str:
    return (FOLDER / language / f"{name}.md").read_text(encoding="utf-8")


def in_spanish(label: str) -> str:
    """The editor's translation of an English label; names of fields and page types start with a capital there."""
    with override("es"):
        for ours in (label, WAGTAILS.get(label, label)):
            if (translated := gettext(ours)) != ours:
                return translated
        lower = label[0].lower() + label[1:]
        return capfirst(gettext(lower)) if gettext(lower) != lower else label


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_have_the_same_headings_steps_and_tables_and_the_labels_of_the_editor(name):
    english, spanish = text(name, "en"), text(name, "es")
    assert HEADING.findall(english) == HEADING.findall(spanish)
    for pattern in (r"^\d+\. ", r"^- ", r"^\| "):
        assert len(re.findall(pattern, english, re.MULTILINE)) == len(re.findall(pattern, spanish, re.MULTILINE))
    labels, theirs = ([one for one in LABEL.findall(page) if one not in ROLE_NAMES] for page in (english, spanish))
    assert [label for label in labels if in_spanish(label) == label] == []
    assert Counter(map(in_spanish, labels)) == Counter(theirs)


@pytest.mark.parametrize("language", LONGEST)
def test_guides_are_short_and_begin_with_a_title_and_a_plain_summary_and_link_only_to_guides(language):
    assert {path.stem for path in (FOLDER / language).glob("*.md")} == set(NAMES)
    for name in NAMES:
        title, _blank, rest = text(name, language).partition("\n\n")
        assert re.fullmatch(r"# .+", title), name
        assert not re.search(r"[*`\[#|]", rest.partition("\n\n")[0]), name
        assert len(text(name, language).split()) <= LONGEST[language], name
        assert {target.removesuffix(".md") for target in LINK.findall(rest)} <= set(NAMES), name


def rows(language: str) -> list[list[str]]:
    """The cells of each row of the guide's tables."""
    lines = text("roles", language).splitlines()
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("| ")]


def test_each_role_may_do_what_the_guide_says():
    """The table has the rows that show one permission of each role."""
    answers = {row[0]: row[1:-1] for row in rows("en")}
    for row in named_cases(__file__, "role_tasks.csv"):
        has = [row["action"] in role.models.get(row["model"], ()) for role in ROLES]
        assert answers[row["task"]] == ["yes" if one else "no" for one in has], row["task"]
    where = {"pages.HomePage": "yes", "schools.SchoolIndexPage": "profiles"}
    may_publish = [where[role.pages_below] if "publish" in role.pages else "no" for role in ROLES]
    assert answers["Publish pages"] == may_publish


def test_both_languages_have_every_role_with_its_purpose_and_give_the_same_answers():
    for language in ("en", "es"):
        with override(language):
            purposes = [[f"**{role.name}**", str(role.purpose)] for role in ROLES]
        assert [row for row in rows(language) if row[0].startswith("**")] == purposes
    answers = {"yes": "sí", "no": "no"}
    english, spanish = ([row[1:] for row in rows(language) if len(row) > 2][2:] for language in ("en", "es"))
    assert english
    for here, there in zip(english, spanish, strict=True):
        assert [answers.get(cell) for cell in here] == [cell if cell in answers.values() else None for cell in there]


def sign_in(client, who, language):
    """Someone with a role and an editor language."""
    if who == SCHOOL_EDITOR:
        user = editor_of(School.objects.get(slug="gertz-ressler"), language=language)
    else:
        user = person("someone", who, language=language, is_superuser=who == SITE_ADMIN)
    client.force_login(user)


@pytest.mark.parametrize(("who", "language"), [*((who, "en") for who in PEOPLE), (SITE_ADMIN, "es")])
def test_every_guide_opens_for_everybody_in_their_language_those_for_ones_work_first(client, who, language):
    sign_in(client, who, language)
    first, *others = soup(client.get(reverse("staff_guides"))).select(".guide-list")
    links = [link["href"] for guides in (first, *others) for link in guides.select("a")]
    assert len(links) == len(GUIDES)
    own = [reverse("staff_guide", args=[name]) for name in NAMES if name not in OTHERS[who]]
    assert [link["href"] for link in first.select("a")] == own
    assert bool(others) is bool(OTHERS[who])
    assert client.get(reverse("staff_guide", args=["README"])).status_code == 404
    for address in links if who == SITE_ADMIN else links[:1]:
        response = client.get(address)
        page = assert_valid(response)
        assert page.select_one(".guide")["lang"] == language
        levels = [int(heading.name[1]) for heading in page.select("main :is(h1, h2, h3, h4)")]
        assert (levels[0], levels.count(1)) == (1, 1)
        assert all(after - before <= 1 for before, after in pairwise(levels))
        assert all(header["scope"] in ("col", "row") for header in page.select(".guide th"))
        assert not page.select(".guide [style], .guide script")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_guide_to_blocks_has_a_row_for_each_with_an_example(client, language):
    sign_in(client, "Writer", language)
    page = soup(client.get(reverse("staff_guide", args=["blocks"])))
    blocks = StandardPage._meta.get_field("body").stream_block.child_blocks.values()
    with override(language):
        labels = {str(block.label) for block in blocks}
    assert {name.get_text() for name in page.select(".guide tbody th")} == labels
    examples = page.select(".guide td iframe")
    assert len(examples) == len(page.select(".guide tbody tr"))
    assert all(client.get(example["src"]).status_code == 200 for example in examples)
