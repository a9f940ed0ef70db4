"""Staff read the guides of docs/guides in the editor, in the language of their account."""

from itertools import pairwise

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import override
from wagtail.users.models import UserProfile

from alliance_site.guides import GUIDES
from alliance_site.staff.roles import ROLES
from pages.models import StandardPage
from schools.models import School
from tests.html import assert_valid, soup, words
from tests.schools.people import editor_of, person

pytestmark = pytest.mark.django_db
NAMES = [guide.name for guide in GUIDES]
SCHOOL_EDITOR, SITE_ADMIN = "School editor", "Site admin"
PEOPLE = [role.name for role in ROLES] + [SCHOOL_EDITOR, SITE_ADMIN]
FIRST = {  # the guides for each role
    "Writer": [
        *("start", "pages", "links", "blocks", "pictures", "events", "figures", "forms", "translate", "register"),
        "roles",
    ],
    "Publisher": [name for name in NAMES if name not in ("import", "guided", "office")],
    "Listings manager": [name for name in NAMES if name not in ("emergency", "events", "figures", "forms", "menu")],
    SCHOOL_EDITOR: ["start", "desk", "pages", "blocks", "pictures", "translate", "postings", "packets", "roles"],
    SITE_ADMIN: NAMES,
}


@pytest.fixture
def reader(client):
    """Sign in someone with a role and an editor language."""

    def sign_in(who, language="en"):
        if who == SCHOOL_EDITOR:
            user = editor_of(School.objects.get(slug="gertz-ressler"))
        elif who == SITE_ADMIN:
            user = get_user_model().objects.create_superuser("admin")
        else:
            user = person("someone", who)
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
        client.force_login(user)
        return client

    return sign_in


def links(page) -> list[str]:
    return [link["href"] for link in page.select(".guide-list a")]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("who", PEOPLE)
def test_every_guide_opens_for_everybody_in_the_editor_in_their_language(who, language, reader):
    client = reader(who, language)
    page = soup(client.get(reverse("staff_guides")))
    assert len(links(page)) == len(GUIDES)
    for address in links(page):
        response = client.get(address)
        assert response.status_code == 200
        assert_valid(response)
        assert soup(response).select_one(".guide")["lang"] == language


@pytest.mark.parametrize("who", PEOPLE)
def test_the_guides_for_ones_work_come_first(who, reader):
    page = soup(reader(who).get(reverse("staff_guides")))
    first, *others = page.select(".guide-list")
    assert [link["href"] for link in first.select("a")] == [reverse("staff_guide", args=[name]) for name in FIRST[who]]
    assert bool(others) is (FIRST[who] != NAMES)


def test_a_guide_that_does_not_exist_is_not_found(reader):
    client = reader("Writer")
    for name in ("nothing", "README"):
        assert client.get(reverse("staff_guide", args=[name])).status_code == 404


def test_a_guide_that_is_not_translated_yet_is_shown_in_english(reader, tmp_path, monkeypatch):
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "desk.md").write_text("# The desk\n\nIn English.\n", encoding="utf-8")
    monkeypatch.setattr("alliance_site.guides.FOLDER", tmp_path)
    response = reader("Writer", "es").get(reverse("staff_guide", args=["desk"]))
    assert soup(response).select_one(".guide")["lang"] == "en"
    assert "In English." in words(response)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", NAMES)
def test_headings_go_down_one_step_and_table_headers_say_of_what(name, language, reader):
    page = soup(reader("Listings manager", language).get(reverse("staff_guide", args=[name])))
    levels = [int(heading.name[1]) for heading in page.select("main :is(h1, h2, h3, h4)")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(header["scope"] in ("col", "row") for header in page.select(".guide th"))
    assert not page.select(".guide [style], .guide script")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_guide_to_blocks_has_a_row_for_each_with_an_example(language, reader):
    client = reader("Writer", language)
    page = soup(client.get(reverse("staff_guide", args=["blocks"])))
    blocks = StandardPage._meta.get_field("body").stream_block.child_blocks.values()
    with override(language):
        labels = {str(block.label) for block in blocks}
    assert {name.get_text() for name in page.select(".guide tbody th")} == labels
    examples = page.select(".guide td iframe")
    assert len(examples) == len(page.select(".guide tbody tr"))
    assert all(client.get(example["src"]).status_code == 200 for example in examples)
