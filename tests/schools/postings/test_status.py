"""The rules: which school year a document is for decides when the next one is due. Most tests need no database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from schools.models import Cycle, Posting, Requirement, School, Scope
from schools.postings.status import Status, cell, cells
from schools.register.school_year import school_year
from tests.cases import cases, fields
from tests.schools.postings.samples import post, requirement, school

WINTER = date(2026, 11, 30)
REPORT = {"cycle": Cycle.FIXED, "due_month": 2, "due_day": 1}
CARD = REPORT | {"for_year_before": True}
PLAN = {"cycle": Cycle.FIXED, "due_month": 7, "due_day": 1}
NOTICE = {"cycle": Cycle.STANDING, "review_days": 365}
RULES = {"report": REPORT, "card": CARD, "plan": PLAN, "notice": NOTICE}


def rule(**fields):
    """A requirement in English of each school that is not saved."""
    return Requirement(**{"code": "rule", "scope": Scope.SCHOOL, "languages": ["en"], "artifact": "document"} | fields)


def of(rule, year, posted, own=None, **fields):
    """A posting for the school `year`, on the day `posted`, with its `own` due date, that is not saved."""
    at = datetime.combine(posted, datetime.min.time(), UTC) + timedelta(hours=20)
    fields = {"languages": ["en"], "posted_at": at, "next_check": own} | fields
    posting = Posting(requirement=rule, school_year=year, **fields)
    posting.can_be_read = True
    return posting


def as_day(cell: str):
    """The day that a cell of the table names, or nothing if it is empty, or its text."""
    return date.fromisoformat(cell) if cell.count("-") == 2 else cell or None


def high_school(**fields):
    return School(**{"level": "high", "lowest_grade": 9, "highest_grade": 12, "opened": date(2026, 7, 1)} | fields)


@pytest.mark.parametrize("row", cases(__file__, "rules.csv"), ids=" ".join)
def test_the_year_or_period_of_a_document_decides_its_status_and_next_date(row):
    name, since, year, posted, own, today, status, due, coming = map(as_day, row)
    one = rule(**RULES[name], since=since)
    found = cell(one, high_school(), [of(one, year or "", posted, own)] if posted else [], today)
    assert (found.status, found.due, found.coming) == (status, due, coming)
    assert ("Not required before" in found.reason) is (status == Status.NOT_APPLICABLE)


def test_a_document_of_the_last_date_is_asked_for_first():
    for name, today, year in cases(__file__, "asked_years.csv"):
        assert rule(**RULES[name]).asked_year(date.fromisoformat(today)) == year, (name, today)


@pytest.mark.parametrize(
    ("languages", "status", "reason"),
    [
        ([("2026-27", ["en"])], Status.OVERDUE, "Missing: Spanish."),
        ([("2026-27", ["en"]), ("2024-25", ["es"])], Status.OVERDUE, "The document is for 2024–25."),
        ([("2026-27", ["en"]), ("2025-26", ["es"]), ("2024-25", ["en", "es"])], Status.CURRENT, ""),
        ([("2026-27", ["en", "es"])], Status.CURRENT, ""),
    ],
)
def test_each_needed_language_counts_with_its_newest_document_and_the_earliest_decides(languages, status, reason):
    one = rule(**REPORT, languages=["en", "es"])
    found = cell(one, None, [of(one, year, WINTER, languages=codes) for year, codes in languages], WINTER)
    assert (found.status, found.reason) == (status, reason)


@pytest.mark.parametrize(
    ("year", "status", "words"),
    [
        ("2025-26", Status.ARCHIVED, "Only in the archive, due February 1, 2027"),
        ("2024-25", Status.OVERDUE, "Overdue, due February 1, 2026, next due February 1, 2027. Only in the archive."),
    ],
)
def test_what_is_only_in_the_archive_says_so(year, status, words):
    one = rule(**REPORT)
    found = cell(one, high_school(), [of(one, year, WINTER, archived=timezone.now())], WINTER)
    assert (found.status, found.in_words) == (status, words)


@pytest.mark.parametrize("fields", [NOTICE, PLAN])
def test_a_decision_carries_its_reason_and_is_asked_again(fields):
    one = rule(**fields)
    decision = of(one, "2026-27", WINTER, date(2027, 11, 28), not_applicable=True, reason="No teams.", languages=[])
    before, after = (cell(one, high_school(), [decision], day) for day in (date(2027, 11, 28), date(2027, 11, 29)))
    assert (before.status, before.reason) == (Status.NOT_APPLICABLE, "No teams.")
    assert (after.status, after.reason) == (Status.UNDECIDED, "Decide again: No teams.")
    assert cell(one, high_school(), [decision, of(one, "2026-27", WINTER)], WINTER).status == Status.CURRENT


@pytest.mark.parametrize(
    ("asked", "of_school", "status", "reason"),
    [
        ({"level": "high"}, {"level": "middle"}, Status.NOT_APPLICABLE, "Only at: high school."),
        ({"level": "high"}, {}, Status.NOT_POSTED, ""),
        ({"conditions": ["expanded"]}, {}, Status.UNDECIDED, "Only if: the school runs expanded learning."),
        ({"lowest_grade": 6, "highest_grade": 6}, {}, Status.NOT_APPLICABLE, "Only with grades 6."),
        ({"lowest_grade": 12}, {}, Status.NOT_POSTED, ""),
        ({}, {"closed": WINTER - timedelta(days=1)}, Status.NOT_APPLICABLE, "The school is not open."),
        (PLAN, {"opened": date(2026, 8, 1)}, Status.NOT_POSTED, ""),  # its date was before the school opened
    ],
)
def test_the_register_answers_what_it_knows_and_leaves_the_rest_to_a_person(asked, of_school, status, reason):
    found = cell(rule(**NOTICE | asked), high_school(**of_school), [], WINTER)
    assert (found.status, found.reason) == (status, reason)


def test_schools_and_the_network_are_asked_for_what_is_theirs():
    asked = [(rule(scope=scope).asks(None), rule(scope=scope).asks(high_school())) for scope in Scope]
    assert asked == [(True, False), (False, True), (True, True)]  # the network, schools, both


@pytest.mark.django_db
def test_the_list_has_every_duty_in_both_languages_for_counsel_to_confirm_and_nothing_is_posted():
    assert not Posting.objects.exists()
    sources = ("https://leginfo.legislature.ca.gov/", "https://www.ecfr.gov/", "https://uscode.house.gov/")
    for one in Requirement.objects.all():
        one.full_clean()
        assert one.title.keys() == {"en", "es"}
        assert one.title["en"] != one.title["es"]
        assert all((one.authority, one.counsel_to_confirm, one.checked_on)), one.code
        assert one.checked_against.startswith(("Text of the law", "Summary only", "No law")), one.code
        assert not one.link or one.link.startswith(sources)
    assert "complian" not in " ".join(f"{one.title} {one.note}" for one in Requirement.objects.all()).lower()


@pytest.mark.parametrize(("entered", "wrong"), cases(__file__, "wrong_requirements.csv"))
def test_a_requirement_that_cannot_be_worked_out_is_refused(entered, wrong):
    with pytest.raises(ValidationError) as refused:
        rule(**REPORT | fields(entered)).full_clean(validate_unique=False, validate_constraints=False)
    assert wrong in refused.value.message_dict


def test_a_school_year_begins_in_july_and_ends_in_the_year_after_it_began():
    with pytest.raises(ValidationError, match="after it began"):
        Posting._meta.get_field("school_year").clean("2026-28", None)
    days = (date(2026, 6, 30), date(2026, 7, 1), date(1999, 9, 1))
    assert [school_year(day) for day in days] == ["2025-26", "2026-27", "1999-00"]


def cell_of(code="sarc", slug="gertz-ressler"):
    ((found,),) = cells([requirement(code)], [school(slug) if slug else None])
    return found


@pytest.mark.django_db
def test_what_nobody_can_read_any_more_is_overdue_and_a_posting_is_exactly_one_thing():
    page, told = Page.objects.get(slug="accessibility"), "Overdue. The posted document is no longer public."
    made = post("accessibility", None, languages=["en", "es"], page=page)
    assert cell_of("accessibility", None).status == Status.CURRENT
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert cell_of("accessibility", None).in_words == told
    restriction.delete()
    page.unpublish()
    assert cell_of("accessibility", None).in_words == told
    made.delete()
    made = post("accessibility", None, languages=["en", "es"])
    assert cell_of("accessibility", None).status == Status.CURRENT
    made.document.collection = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=made.document.collection, restriction_type="login")
    made.document.save()
    assert cell_of("accessibility", None).in_words == told
    contact = {"contact": "Call us"}
    for wrong in (
        *({}, contact | {"url": "https://example.org"}, contact | {"not_applicable": True, "reason": "No."}),
        {"not_applicable": True},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Posting.objects.create(requirement=requirement(), school=school(), **wrong)
