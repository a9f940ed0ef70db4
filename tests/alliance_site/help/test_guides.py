"""Staff read the guides of docs/guides in the editor, in the language of their account."""

from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils.translation import override

from alliance_site.guides import GUIDES
from alliance_site.staff.roles import ROLES
from pages.models import StandardPage
from schools.models import School
from tests.html import assert_valid, soup
from tests.schools.people import editor_of, person

pytestmark = pytest.mark.django_db
NAMES = [guide.name for guide in GUIDES]
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


@pytest.fixture
def reader(client):
    """Sign in someone with a role and an editor language."""

    def sign_in(who, language="en"):
        if who == SCHOOL_EDITOR:
            user = editor_of(School.objects.get(slug="gertz-ressler"), language=language)
        else:
            user = person("someone", who, language=language, is_superuser=who == SITE_ADMIN)
        client.force_login(user)
        return client

    return sign_in


@pytest.mark.parametrize(("who", "language"), [*((who, "en") for who in PEOPLE), (SITE_ADMIN, "es")])
def test_every_guide_opens_for_everybody_in_their_language_those_for_ones_work_first(who, language, reader):
    client = reader(who, language)
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
