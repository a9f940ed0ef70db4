"""Every change of the register records who, when, why, and each field's values; any version can be restored."""

import json
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation
from wagtail.models import ModelLogEntry

from schools.models import FormerName, Program, School, SchoolStateRecord, StateRecord
from schools.register import history
from tests.factories import CampusFactory
from tests.html import filled

pytestmark = pytest.mark.django_db
QUERIES = 5  # the history takes one query for each kind of related object, however many revisions there are


@pytest.fixture
def manager(manager):
    manager.first_name, manager.last_name = "Ada", "Lovelace"
    manager.save()
    return manager


def told(record):
    return [[(one.label, one.before, one.after) for one in step.differences] for step in history.steps(record)]


def test_a_change_is_told_field_by_field_in_words_with_who_and_why(school, manager):
    before, names = school.phone, ", ".join(one.name for one in school.former_names.all())
    school.phone, school.languages, school.closed = "(213) 555-0142", ["en", "es"], date(2030, 6, 30)
    school.campus = CampusFactory(street="1 Made Up Way")
    school.former_names.add(FormerName(name="Made Up Academy"))
    school.programs.add(Program.objects.create(name="Robotics", slug="robotics"))
    other = StateRecord.objects.create(cds_code="01611920000001", name="A record")
    school.record_links.add(SchoolStateRecord(record=other))
    history.save(school, user=manager, reason="The office moved.")
    last, first = history.steps(school)
    assert (last.who, last.reason, first.differences) == ("Ada Lovelace", "The office moved.", [])
    assert ModelLogEntry.objects.get(revision=last.revision).data == {"reason": "The office moved."}
    found = {one.name: (one.before, one.after) for one in last.differences}
    assert found["record_links"][1].endswith("A record (01611920000001)")
    assert found["campus"][1] == "1 Made Up Way, Los Angeles"
    assert (
        found
        | {
            "phone": (before, "(213) 555-0142"),
            "languages": (history.NOTHING, "English, Spanish"),
            "closed": (history.NOTHING, "June 30, 2030"),
            "former_names": (names or history.NOTHING, f"{names}, Made Up Academy".removeprefix(", ")),
            "programs": (history.NOTHING, "Robotics"),
        }
        == found
    )
    with translation.override("es"):
        assert "30 de junio de 2030" in str(told(school)[0])
    history.save(school)
    assert told(school)[0] == []  # nothing changed


def test_the_first_change_of_a_field_newer_than_the_history_is_told(school):
    history.save(school, reason="Before the field.")
    for revision in school.revisions.all():
        del revision.content["office_hours"]
        revision.save()
    school.office_hours = "Monday to Friday, 8 to 4"
    history.save(school, reason="A new field.")
    assert told(school)[0] == [("More about office hours", "—", "Monday to Friday, 8 to 4")]


@pytest.mark.parametrize(
    ("of", "field", "value"),
    [
        (lambda school: school, "phone", "(213) 555-0142"),
        (lambda school: school.campus, "street", "1 Other Street"),
        (lambda school: school.record_links.first().record, "authorizer", "A Made Up County"),
    ],
    ids=["school", "campus", "state record"],
)
def test_the_office_editing_by_hand_keeps_what_was_before_and_can_restore_it(office, school, of, field, value):
    record = of(school)
    views, before = record.snippet_viewset, getattr(record, field)
    edit = reverse(views.get_url_name("edit"), args=[record.pk])
    assert office.post(edit, filled(office.get(edit)) | {field: value}).status_code == 302
    last, first = history.steps(record)
    assert [(one.name, one.before, one.after) for one in last.differences] == [(field, before, value)]
    assert last.who == "Ada Lovelace"
    compare = reverse(views.get_url_name("revisions_compare"), args=[record.pk, first.revision.pk, last.revision.pk])
    assert value[-4:] in office.get(compare).content.decode()
    revert = reverse(views.get_url_name("revisions_revert"), args=[record.pk, first.revision.pk])
    data = filled(office.get(revert)) | {"revision": first.revision.pk}
    assert office.post(edit, data).status_code == 302
    record.refresh_from_db()
    assert getattr(record, field) == before


def test_a_profile_is_told_field_by_field_and_of_its_story_what_differs_and_who_published_it(school, manager):
    page = school.pages.first()
    texts = {"1": "Its scholars build robots.", "2": "A garden."}

    def body():
        return json.dumps(
            [{"type": "section", "value": {"heading": "", "text": f"<p>{texts[n]}</p>"}, "id": n} for n in texts]
        )

    page.body = body()
    page.save_revision(user=manager).publish(user=manager)
    texts["2"] = "A garden and a library."
    page.summary, page.body = "A new summary.", body()
    page.save_revision(user=manager)
    draft, published, began = history.steps(page)
    assert (draft.who, draft.reason, published.reason) == ("Ada Lovelace", "Saved as a draft.", "Published.")
    assert {one.label: (one.before, one.after) for one in draft.differences} == {
        "Summary": (history.NOTHING, "A new summary."),
        "The school's story": ("A garden.", "A garden and a library."),
    }
    assert began.is_first
    other = get_user_model().objects.create_superuser("paula", first_name="Paula", last_name="Press")
    page.latest_revision.publish(user=other)
    assert (history.steps(page)[0].who, history.steps(page)[0].reason) == ("Ada Lovelace", "Published by Paula Press.")


def test_many_changes_take_no_more_queries_than_few_and_the_latest_are_told_with_what_was_before(
    school, django_assert_num_queries
):
    campuses = [CampusFactory(), school.campus]
    for number in range(13):
        school.phone, school.campus = f"(213) 555-01{number:02}", campuses[number % 2]
        history.save(school, reason="A reason.")
        if number in (3, 12):
            history.steps(school)  # content types are cached from here on
            with django_assert_num_queries(QUERIES):
                assert len(history.steps(school)) == number + 2
    latest = history.steps(school, limit=2)
    assert [one.before for step in latest for one in step.differences if one.name == "phone"] == [
        "(213) 555-0111",
        "(213) 555-0110",
    ]


def test_a_revision_alone_is_no_news_to_those_who_follow_the_record(school):
    before = School.objects.get(pk=school.pk).changed
    for record in (school, school.campus, school.record_links.first().record):
        history.remember(record)
    assert School.objects.get(pk=school.pk).changed == before
