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


@pytest.mark.parametrize(
    "text",
    [
        "zanzibar",
        "Zanzibar Academy",
        "zanz",
        "zanzibr",
        "ZANZÍBAR",
        "kilimanjaro",
        "kilimanjaro prep",
        "kilimanjarro",
        "90099",
        "quetzal road",
        "kilimanjaro quetzal",
        "alliance zanzibar",
    ],
)
def test_it_is_found_by(text, listed):
    assert listed(q=text) == ["Alliance Zanzibar Academy"]


@pytest.mark.parametrize("text", ["xylophone", "zanzibar xylophone", "%", "' OR 1=1 --", "z" * 3000, "zanzibar burton"])
def test_what_no_school_has_finds_none_or_asks_nothing(text, listed):
    names = listed(q=text)
    assert names == [] or text == "%"


def test_it_combines_with_filters(listed):
    SchoolFactory(name="Alliance Zanzibar Middle", level="middle", lowest_grade=6, highest_grade=8)
    assert len(listed(q="zanzibar")) == 2
    assert listed(q="zanzibar", level="middle") == ["Alliance Zanzibar Middle"]
    assert listed(q="zanzibar", level="middle", status="closed") == []


def test_the_present_name_comes_before_a_former_one_unless_another_order_is_asked(listed):
    other = SchoolFactory(name="Alliance Aardvark")
    other.former_names.add(FormerName(name="Alliance Zanzibar Prep"))
    history.save(other, reason="It was called otherwise.")
    assert listed(q="zanzibar") == ["Alliance Zanzibar Academy", "Alliance Aardvark"]
    assert listed(q="zanzibar", ordering="name") == ["Alliance Aardvark", "Alliance Zanzibar Academy"]


def test_a_word_that_nearly_every_school_has_asks_nothing(listed):
    assert len(listed(q="alliance")) == len(listed())
