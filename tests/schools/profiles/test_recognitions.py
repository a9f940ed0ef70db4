"""What others recognized a school for: with year and source everywhere, never invented, entered once."""

import importlib
import json

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command

from alliance_site.models import LoadedContent
from pages.models import StandardPage
from schools.models import Recognition, School, SchoolPage
from tests.factories import SchoolFactory, profile
from tests.html import assert_valid, soup

pytestmark = pytest.mark.django_db
AWARD = {"title": "Example Award", "year": 2020, "source": "A newspaper of May 1, 2020"}


def recognized(**fields):
    school = SchoolFactory()
    Recognition.objects.create(school=school, **AWARD | fields)
    return school


def shown(client, school) -> list[str]:
    response = client.get(profile(school).url)
    assert_valid(response)
    heading = soup(response).main.find(id="recognition")
    return [" ".join(item.get_text().split()) for item in heading.find_parent("section")("li")] if heading else []


def test_a_profile_tells_each_with_year_and_source_the_newest_first(client):
    school = recognized(source_url="https://news.example.org/award")
    Recognition.objects.create(school=school, title="Later Award", year=2022, source="A list")
    assert shown(client, school) == ["Later Award, 2022 (A list)", "Example Award, 2020 (A newspaper of May 1, 2020)"]
    link = soup(client.get(school.pages.get().url)).main.find("a", href="https://news.example.org/award")
    assert link.get_text() == "A newspaper of May 1, 2020"


def test_without_one_there_is_no_heading(client):
    assert shown(client, SchoolFactory()) == []


def test_what_a_visitor_of_the_admin_pastes_stays_text(client):
    assert shown(client, recognized(title="<script>alert(1)</script>")) == [
        "<script>alert(1)</script>, 2020 (A newspaper of May 1, 2020)"
    ]


def test_the_first_content_is_what_the_sources_report(client):
    awards = {page.school.slug for page in SchoolPage.objects.all() if page.school.recognitions.exists()}
    assert len(awards) == 8
    (only,) = School.objects.get(slug="gertz-ressler").recognitions.all()
    assert (only.title, only.year) == ("National Blue Ribbon School", 2012)
    assert all(one.source and one.source_url for one in Recognition.objects.all())


def test_programs_read_them_as_schema_org_and_as_open_data(client):
    school = recognized()
    data = soup(client.get(profile(school).url)).find("script", type="application/ld+json").string
    assert ["Example Award (2020)"] in [one.get("award") for one in json.loads(data).get("@graph", [json.loads(data)])]
    (row,) = [
        one for one in json.loads(client.get("/data/schools.json").getvalue())["schools"] if one["slug"] == school.slug
    ]
    assert row["recognitions"] == [AWARD | {"source_url": None}]


def test_the_search_finds_a_school_by_them_and_says_so(client):
    def found():
        return [" ".join(one.get_text().split()) for one in soup(client.get("/search/?q=zebra")).select(".result")]

    school = profile().school
    recognition = Recognition.objects.create(school=school, **AWARD | {"title": "Zebra Medal"})
    (result,) = found()
    assert school.name in result
    assert "Zebra Medal (2020)" in result
    recognition.title = "Quagga Medal"
    recognition.save()
    assert not found()
    recognition.title = "Zebra Medal"
    recognition.save()
    assert found()
    recognition.delete()
    assert not found()


def test_the_same_of_the_same_year_and_a_year_to_come_are_refused():
    school = recognized()
    with pytest.raises(ValidationError, match="already listed for this year"):
        Recognition(school=school, **AWARD).full_clean()
    with pytest.raises(ValidationError, match="in the future"):
        Recognition(school=school, **AWARD | {"year": 2999}).full_clean()


def test_a_change_is_a_change_of_the_open_data():
    school = recognized()
    before = School.objects.get(pk=school.pk).changed
    Recognition.objects.get(school=school).delete()
    assert School.objects.get(pk=school.pk).changed > before


def test_what_staff_removed_is_not_loaded_again():
    Recognition.objects.get(school__slug="gertz-ressler").delete()
    call_command("load_site", verbosity=0)
    assert not Recognition.objects.filter(school__slug="gertz-ressler").exists()


def migrate(name):
    for operation in importlib.import_module(f"alliance_site.migrations.{name}").Migration.operations:
        operation.code(apps, None)


@pytest.mark.parametrize(
    "before",
    ["<ul><li>{item}</li></ul>", '<ul><li data-block-key="a1b2c">{item}</li>\n</ul>'],
    ids=["loaded", "edited"],
)
def test_those_in_the_text_of_a_profile_move_to_the_register_and_other_text_stays(before):
    item = '<b>Example Award</b>, 2020 (<a href="https://a.example.org/x">A &amp; B</a>)'
    loaded = before.format(item=item)
    ours = {"type": "section", "value": {"heading": "Recognition", "text": loaded}, "id": "1"}
    edited = {"type": "section", "value": {"heading": "Recognition", "text": "<p>We are proud.</p>"}, "id": "2"}
    page = profile()
    page.body = json.dumps([ours, edited])
    page.save()
    page.save_revision(), page.save_revision()
    migrate("0002_recognitions_from_profiles")
    page.refresh_from_db()
    assert [block["id"] for block in page.body.raw_data] == ["2"]
    for revision in page.revisions.all():
        assert [block["id"] for block in json.loads(revision.content["body"])] == ["2"]
    (row,) = page.school.recognitions.all()
    assert (row.title, row.year, row.source, row.source_url) == (
        "Example Award",
        2020,
        "A & B",
        "https://a.example.org/x",
    )


def test_a_site_from_before_gets_no_recognitions_that_staff_deleted():
    Recognition.objects.all().delete()
    LoadedContent.objects.filter(key__startswith="recognitions:").delete()
    migrate("0002_recognitions_from_profiles")
    call_command("load_site", verbosity=0)
    assert not Recognition.objects.exists()


def test_the_privacy_page_of_a_site_from_before_tells_of_reports():
    page = StandardPage.objects.get(slug="privacy")
    untrue = "<li>It has no form that asks visitors for a name, address, or e-mail.</li>"
    text = f"<ul><li>It sets no cookies.</li>{untrue}</ul>"
    page.body = json.dumps([{"type": "section", "value": {"heading": "What it does not do", "text": text}, "id": "1"}])
    page.save_revision().publish()
    for _again in range(2):
        migrate("0003_privacy_of_reports")
    page.refresh_from_db()
    kept, told = page.body.raw_data
    assert kept["value"]["text"] == "<ul><li>It sets no cookies.</li></ul>"
    assert told["value"]["heading"] == "If you report a mistake"
