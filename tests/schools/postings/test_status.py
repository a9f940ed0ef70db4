"""A posting's status is computed from what was posted. It never says “compliant”, and due dates are never missed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from media.models import SiteDocument
from schools.models import Cycle, Posting, Requirement
from schools.postings.roll_over import archive, moves
from schools.postings.status import Status, cells, in_words
from schools.register.school_year import school_year
from tests.factories import SchoolFactory, profile
from tests.schools.postings.samples import document, person, post, requirement, school

pytestmark = pytest.mark.django_db


def cell(code="sarc", slug="gertz-ressler"):
    ((found,),) = cells([requirement(code)], [school(slug) if slug else None])
    return found


# ── The list ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_list_has_every_duty_in_both_languages_for_counsel_to_confirm_and_nothing_is_posted():
    assert Requirement.objects.exists()
    assert not Posting.objects.exists()
    for one in Requirement.objects.all():
        one.full_clean()
        assert one.title.keys() == {"en", "es"}
        assert one.title["en"] != one.title["es"]
        assert one.authority
        assert one.counsel_to_confirm
        assert one.checked_on
        assert one.checked_against.startswith(("Text of the law", "Summary only", "No law")), one.code
        assert not one.link or one.link.startswith(
            (
                "https://leginfo.legislature.ca.gov/",
                "https://www.ecfr.gov/",
                "https://uscode.house.gov/",
            )
        )
    text = " ".join(f"{one.title} {one.note}" for one in Requirement.objects.all()).lower()
    assert "complian" not in text
    assert "memory" not in text


def test_a_title_is_in_the_language_of_the_reader():
    with translation.override("es"):
        assert str(requirement().title) == "Informe de Responsabilidad Escolar (SARC)"
    with translation.override("en"):
        assert str(requirement().title) == "School Accountability Report Card"


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"due_month": None}, "due_month"),
        ({"due_month": 2, "due_day": 29}, "due_day"),
        ({"cycle": Cycle.EVENT, "event": ""}, "event"),
        ({"lowest_grade": 9, "highest_grade": 8}, "highest_grade"),
        ({"highest_grade": 13}, "highest_grade"),
        ({"review_days": 0}, "review_days"),
        ({"link": "javascript:alert(1)"}, "link"),
    ],
)
def test_a_requirement_that_cannot_be_worked_out_is_refused(fields, wrong):
    one = requirement()
    for name, value in fields.items():
        setattr(one, name, value)
    with pytest.raises(ValidationError) as refused:
        one.full_clean()
    assert wrong in refused.value.message_dict


# ── When it is due again ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("posted", "due"),
    [
        (date(2026, 8, 1), date(2027, 2, 1)),
        (date(2027, 1, 20), date(2028, 2, 1)),  # a little early: counts for that year
        (date(2027, 2, 1), date(2028, 2, 1)),
        (date(2027, 2, 10), date(2028, 2, 1)),  # late
        (date(2026, 11, 3), date(2028, 2, 1)),  # 90 days before
        (date(2026, 11, 2), date(2027, 2, 1)),  # 91 days before
    ],
)
def test_a_yearly_date_counts_what_was_posted_shortly_before_it(posted, due):
    assert requirement("sarc").next_date(posted) == due


def test_what_stands_is_looked_at_again_after_its_days():
    assert requirement("mental-health").next_date(date(2026, 1, 1)) == date(2026, 7, 2)
    assert requirement("title-ix-state").next_date(date(2026, 1, 1)) == date(2027, 1, 1)


# ── Status ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_posted_is_overdue_and_says_so():
    found = cell()
    assert found.status == Status.OVERDUE
    assert in_words(found) == "Overdue. Nothing is posted yet."


@pytest.mark.parametrize(
    ("days", "status"),
    [(-1, Status.OVERDUE), (0, Status.DUE), (30, Status.DUE), (31, Status.CURRENT), (400, Status.CURRENT)],
)
def test_what_is_posted_goes_by_the_day_it_is_due_again(days, status):
    made = post(days=days)
    found = cell()
    assert (found.status, found.due) == (status, made.next_check)


def test_each_needed_language_counts_and_the_earliest_decides():
    post("accessibility", None, contact="Call us")
    assert cell("accessibility", None).status == Status.OVERDUE
    assert "Missing: Spanish." in in_words(cell("accessibility", None))
    post("accessibility", None, contact="Llámenos", languages=["es"], days=10)
    found = cell("accessibility", None)
    assert found.status == Status.DUE
    assert found.due == timezone.localdate() + timedelta(days=10)


def test_a_newer_posting_of_a_language_takes_the_older_ones_date_away():
    post(days=-5)
    post(days=300)
    assert cell().status == Status.CURRENT


def test_one_posting_may_be_in_several_languages():
    post("accessibility", None, contact="Call us / Llámenos", languages=["en", "es"])
    assert cell("accessibility", None).status == Status.CURRENT


def test_what_was_not_required_then_is_not_overdue_and_says_since_when():
    today = timezone.localdate()
    Requirement.objects.filter(code="sarc").update(since=today + timedelta(days=1))
    early = cell()
    assert (early.status, early.due) == (Status.NOT_APPLICABLE, None)
    assert "Not required before" in in_words(early)
    post("sarc", days=200)
    assert cell().status == Status.CURRENT  # posted early
    Posting.objects.update(next_check=today - timedelta(days=1))
    assert cell().status == Status.NOT_APPLICABLE
    Posting.objects.all().delete()
    Requirement.objects.filter(code="sarc").update(since=today)
    assert cell().status == Status.OVERDUE


def test_what_nobody_can_read_any_more_is_overdue():
    made = post()
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    made.document.collection = private
    made.document.save()
    assert cell().status == Status.OVERDUE
    assert "The posted document is no longer public" in in_words(cell())


@pytest.mark.parametrize("how", ["draft", "private"])
def test_a_page_that_is_hidden_stands_for_nothing(how):
    page = Page.objects.get(slug="accessibility")
    post("accessibility", None, page=page, languages=["en", "es"])
    assert cell("accessibility", None).status == Status.CURRENT
    if how == "draft":
        page.unpublish()
    else:
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert cell("accessibility", None).status == Status.OVERDUE


def test_a_decision_carries_its_reason_and_is_asked_again():
    made = post("athletics", not_applicable=True, reason="No teams.", languages=[])
    assert (cell("athletics").status, cell("athletics").reason) == (Status.NOT_APPLICABLE, "No teams.")
    Posting.objects.filter(pk=made.pk).update(next_check=timezone.localdate() - timedelta(days=1))
    assert cell("athletics").status == Status.UNDECIDED
    assert "No teams." in cell("athletics").reason


def test_what_was_posted_counts_more_than_that_it_does_not_apply():
    post("athletics", not_applicable=True, reason="No teams.", languages=[])
    post("athletics", url="https://example.org/teams")
    assert cell("athletics").status == Status.CURRENT


def test_the_register_answers_what_it_knows_and_leaves_the_rest_to_a_person():
    middle = SchoolFactory(level="middle", lowest_grade=6, highest_grade=8)
    high = SchoolFactory()
    closed = SchoolFactory(closed=timezone.localdate() - timedelta(days=1))

    def status(code, one):
        ((found,),) = cells([requirement(code)], [one])
        return found.status, found.reason

    assert status("math-placement", middle) == (Status.NOT_APPLICABLE, "Only at: high school.")
    assert status("math-placement", high)[0] == Status.OVERDUE
    assert status("expanded-learning", high)[0] == Status.NOT_APPLICABLE
    assert status("expanded-learning", middle) == (
        Status.UNDECIDED,
        "Only if: the school runs expanded learning.",
    )
    assert status("mental-health-poster", middle)[0] == Status.OVERDUE
    assert status("sarc", closed) == (Status.NOT_APPLICABLE, "The school is not open.")


def test_grades_decide_where_the_level_does_not():
    Requirement.objects.filter(code="sarc").update(lowest_grade=9, highest_grade=9)
    middle = SchoolFactory(level="middle", lowest_grade=6, highest_grade=8)
    ((found,),) = cells([requirement()], [middle])
    assert (found.status, found.reason) == (Status.NOT_APPLICABLE, "Only with grades 9.")


def test_nobody_is_asked_for_what_is_not_theirs():
    (network, one) = cells(
        [requirement("sarc"), requirement("board-agenda"), requirement("immigration")], [None, school()]
    )
    assert [found and found.requirement.code for found in network] == [None, "board-agenda", "immigration"]
    assert [found and found.requirement.code for found in one] == ["sarc", None, "immigration"]


# ── Validation ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"url": "https://example.org", "contact": "Call us"},
        {"contact": "Call us", "not_applicable": True, "reason": "No."},
        {"not_applicable": True},
    ],
)
def test_it_is_exactly_one_thing(fields):
    values = {"requirement": requirement(), "school": school(), "next_check": timezone.localdate()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(**values, **fields)


def test_a_school_year_ends_in_the_year_after_it_began():
    with pytest.raises(ValidationError):
        post(contact="Call us", school_year="2026-28")
    assert school_year(date(2026, 6, 30)) == "2025-26"
    assert school_year(date(2026, 7, 1)) == "2026-27"
    assert school_year(date(1999, 9, 1)) == "1999-00"


# ── A new school year ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_roll_over_suggests_what_is_due_or_has_a_successor_and_keeps_all_of_it():
    old = str(int(school_year(timezone.localdate())[:4]) - 1)
    before = school_year(date(int(old), 9, 1))
    due = post(school_year=before, days=5)
    later = post("arts-and-music", school_year=before, days=200)
    replaced = post("lcap", school_year=before, days=200)
    new = post("lcap")
    decision = post("athletics", not_applicable=True, reason="No teams.", languages=[], school_year=before)
    found = {one.posting: one.is_suggested for one in moves(school_year(timezone.localdate()), Posting.objects.all())}
    assert found == {due: True, later: False, replaced: True}
    assert archive([due, replaced], None, "a new year") == 2
    assert archive([due, replaced], None) == 0
    assert Posting.objects.count() == 5
    assert set(Posting.objects.current()) == {later, new, decision}
    assert cell().status == Status.ARCHIVED  # its date is in the future
    assert "Only in the archive" in in_words(cell())


def test_a_document_or_page_that_is_posted_cannot_be_deleted_under_it(client):
    made = post(document=document())
    client.force_login(person(None, "admin", is_superuser=True))
    page = post("lcap", page=profile()).page
    client.post(f"/admin/documents/delete/{made.document_id}/")
    client.post(f"/admin/bulk/media/sitedocument/delete/?id={made.document_id}")
    client.post(f"/admin/pages/{page.pk}/delete/")
    assert SiteDocument.objects.filter(pk=made.document_id).exists()
    assert Page.objects.filter(pk=page.pk).exists()
    Posting.objects.all().delete()
    client.post(f"/admin/documents/delete/{made.document_id}/")
    client.post(f"/admin/pages/{page.pk}/delete/")
    assert not SiteDocument.objects.exists()
    assert not Page.objects.filter(pk=page.pk).exists()
