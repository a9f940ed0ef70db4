"""The register's search uses the finder's words, together with filters and order."""

import pytest

from schools.models import FormerName
from schools.register import history
from tests.factories import CampusFactory, SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def zanzibar(db):
    school = SchoolFactory(name="Alliance Zanzibar Academy", campus=CampusFactory(street="7 Quetzal Road", zip="90099"))
    school.former_names.add(FormerName(name="Alliance Kilimanjaro Prep"))
    history.save(school, reason="It was called otherwise.")
    return school


def test_it_is_found_by_its_words_or_words_like_them(listed):
    for text in (
        *("zanzibar", "Zanzibar Academy", "zanz", "zanzibr", "ZANZÍBAR", "kilimanjaro", "kilimanjaro prep"),
        *("kilimanjarro", "90099", "quetzal road", "kilimanjaro quetzal", "alliance zanzibar"),
    ):
        assert listed(q=text) == ["Alliance Zanzibar Academy"], text
    for text in ("xylophone", "zanzibar xylophone", "' OR 1=1 --", "z" * 3000, "zanzibar burton"):
        assert listed(q=text) == [], text
    assert len(listed(q="alliance")) == len(listed())  # a word that nearly every school has
    assert listed(q="%") is not None


def test_the_present_name_comes_before_a_former_one_unless_another_order_is_asked(listed):
    other = SchoolFactory(name="Alliance Aardvark")
    other.former_names.add(FormerName(name="Alliance Zanzibar Prep"))
    history.save(other, reason="It was called otherwise.")
    assert listed(q="zanzibar") == ["Alliance Zanzibar Academy", "Alliance Aardvark"]
    assert listed(q="zanzibar", ordering="name") == ["Alliance Aardvark", "Alliance Zanzibar Academy"]
