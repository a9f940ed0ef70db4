"""Every change of the register records who, when, why, and each field's values; any version can be restored."""

import json
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation
from wagtail.models import ModelLogEntry

from schools.models import FormerName, Program, SchoolStateRecord, StateRecord
from schools.register import history
from tests.factories import CampusFactory, by_hand, reread
from tests.html import filled

pytestmark = pytest.mark.django_db
QUERIES = 5  # the history takes one query for each kind of related object, however many revisions there are


def told(record):
    return [[(one.label, one.before, one.after) for one in step.differences] for step in history.steps(record)]


def test_a_change_is_told_field_by_field_in_words_with_who_and_why(school, manager):
    before, names = school.phone, ", ".join(one.name for one in school.former_names.all())
    fields = {"phone": "(213) 555-0142", "languages": ["en", "es"], "closed": date(2030, 6, 30)}
    school.former_names.add(FormerName(name="Made Up Academy"))
    school.programs.add(Program.objects.create(name="Robotics", slug="robotics"))
    other = StateRecord.objects.create(cds_code="01611920000001", name="A record")
    school.record_links.add(SchoolStateRecord(record=other))
    fields["campus"] = CampusFactory(street="1 Made Up Way")
    by_hand(school, user=manager, reason="The office moved.", **fields)
    last, first = history.steps(school)
    assert (last.who, last.reason, first.differences) == ("Manfred", "The office moved.", [])
    assert ModelLogEntry.objects.get(revision=last.revision).data == {"reason": "The office moved."}
    found = {one.name: (one.before, one.after) for one in last.differences}
    assert found.pop("record_links")[1].endswith("A record (01611920000001)")
    assert found.pop("campus")[1] == "1 Made Up Way, Los Angeles"
    assert found == {
        "phone": (before, "(213) 555-0142"),
        "languages": (history.NOTHING, "English, Spanish"),
        "closed": (history.NOTHING, "June 30, 2030"),
        "former_names": (names or history.NOTHING, f"{names}, Made Up Academy".removeprefix(", ")),
        "programs": (history.NOTHING, "Robotics"),
    }
    with translation.override("es"):
        assert "30 de junio de 2030" in str(told(school)[0])
    by_hand(school)
    assert told(school)[0] == []  # nothing changed


def test_the_first_change_of_a_field_newer_than_the_history_is_told(school):
    by_hand(school)
    for revision in school.revisions.all():
        del revision.content["office_hours"]
        revision.save()
    by_hand(school, office_hours="Monday to Friday, 8 to 4")
    assert told(school)[0] == [("More about office hours", "—", "Monday to Friday, 8 to 4")]


@pytest.mark.parametrize(
    ("of", "field", "value"),
    [
        (lambda school: school, "phone", "(213) 555-0142"),
        (lambda school: school.campus, "street", "1 Other Street"),
        (lambda school: school.record_links.first().record, "authorizer", "A Made Up County"),
    ],
)
def test_the_office_editing_by_hand_keeps_what_was_before_and_can_restore_it(office, school, of, field, value):
    record = of(school)
    views, before = record.snippet_viewset, getattr(record, field)
    edit = reverse(views.get_url_name("edit"), args=[record.pk])
    assert office.post(edit, filled(office.get(edit)) | {field: value}).status_code == 302
    last, first = history.steps(record)
    assert [(one.name, one.before, one.after) for one in last.differences] == [(field, before, value)]
    assert last.who == "Manfred"
    compare = reverse(views.get_url_name("revisions_compare"), args=[record.pk, first.revision.pk, last.revision.pk])
    assert value[-4:] in office.get(compare).content.decode()
    revert = reverse(views.get_url_name("revisions_revert"), args=[record.pk, first.revision.pk])
    assert office.post(edit, filled(office.get(revert)) | {"revision": first.revision.pk}).status_code == 302
    assert getattr(reread(record), field) == before


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
    assert (draft.who, draft.reason, published.reason) == ("Manfred", "Saved as a draft.", "Published.")
    assert {one.label: (one.before, one.after) for one in draft.differences} == {
        "Summary": (history.NOTHING, "A new summary."),
        "The school's story": ("A garden.", "A garden and a library."),
    }
    assert began.is_first
    other = get_user_model().objects.create_superuser("paula", first_name="Paula", last_name="Press")
    page.latest_revision.publish(user=other)
    assert (history.steps(page)[0].who, history.steps(page)[0].reason) == ("Manfred", "Published by Paula Press.")


def test_many_changes_take_no_more_queries_than_few_and_the_latest_are_told_with_what_was_before(
    school, django_assert_num_queries
):
    campuses = [CampusFactory(), school.campus]
    for number in range(13):
        by_hand(school, phone=f"(213) 555-01{number:02}", campus=campuses[number % 2])
        if number in (3, 12):
            history.steps(school)  # content types are cached from here on
            with django_assert_num_queries(QUERIES):
                assert len(history.steps(school)) == number + 2
    latest = [one for step in history.steps(school, limit=2) for one in step.differences if one.name == "phone"]
    assert [one.before for one in latest] == ["(213) 555-0111", "(213) 555-0110"]


def test_a_revision_alone_is_no_news_to_those_who_follow_the_record(school):
    before = reread(school).changed
    for record in (school, school.campus, school.record_links.first().record):
        history.remember(record)
    assert reread(school).changed == before
