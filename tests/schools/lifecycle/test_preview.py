"""The preview shows exactly what a change does, the undo takes it back, also late; and who gets there."""

import pytest
from django.db import transaction
from django.urls import reverse

from schools.changes.agreement import Refused
from schools.lifecycle import execution, kinds
from schools.lifecycle.execution import Impact
from schools.models import Campus, ChangeSet, School, SchoolPage
from tests.factories import CampusFactory, SchoolFactory, profile, profile_of, story
from tests.html import assert_says, words

from .acts import ask, cleaned, do, everything, form, hidden, made, taken_back, translated
from .answers import AHEAD, NEW_SCHOOL, PAST, closing, merging, middle, renamed, to
from .answers import into as to_campus

pytestmark = pytest.mark.django_db


def found(before: dict, after: dict) -> dict:
    """What differs in the database, in the form of the preview."""

    def differing(*models) -> set:
        return {key for model in models for (key, _pk), _row in before[model].items() ^ after[model].items()}

    schools = School.objects.filter(pk__in=differing("School", "FormerName", "NextSchool"))
    pages = SchoolPage.objects.filter(pk__in=differing("SchoolPage"))
    return {
        "records": {str(one) for one in (*schools, *Campus.objects.filter(pk__in=differing("Campus")))},
        "pages": {f"{page.title} ({page.locale})" for page in pages},
        "redirects": {f"{path}/" for path in differing("Redirect")},
    }


def said(impact) -> dict:
    return {
        "records": {one["name"] for one in impact.records},
        "pages": {one["name"] for one in impact.pages},
        "redirects": {old for old, _before, _after in impact.redirects},
    }


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("rename", lambda school, **_others: renamed(school, en="someone-else", es="otra")),
        ("rename", lambda school, **_others: renamed(school)),
        ("move", lambda **_all: to(along="alone")),
        ("move", lambda **_all: to(along="together")),
        ("merge", lambda into, **_others: merging(PAST, into, links="follows", highest_grade=10)),
        ("merge", lambda into, **_others: merging(AHEAD, into, links="follows")),
        ("close", lambda **_all: closing(PAST, profile="leads", links="ends")),
        ("close", lambda into, **_others: closing(AHEAD, successor=into.pk, links="follows")),
        ("open", lambda **_all: NEW_SCHOOL),
    ],
)
def test_the_preview_is_what_happens_and_the_way_back_too(
    kind, answer, manager, school, into, django_capture_on_commit_callbacks
):
    """On a site where each part has something to change."""
    profile(SchoolFactory(campus=school.campus))
    translated(school, "gertz-es"), translated(into, "hacia")
    middle(school), middle(school, into)
    change = kinds.ALL[kind], school if kind != "open" else None
    data = cleaned(kind, change[1], answer(school=school, into=into))
    before = everything()
    impact = execution.preview(*change, data, manager)
    assert everything() == before
    with django_capture_on_commit_callbacks(execute=True):
        done = execution.apply(*change, data, manager, digest=impact.digest)
    expected = found(before, everything())
    assert said(impact) == said(Impact(**done.preview)) == expected
    back = execution.preview_undo(done, manager)
    with django_capture_on_commit_callbacks(execute=True):
        execution.take_back(done, manager, reason="A mistake.", digest=back.digest)
    assert everything() == before
    assert said(back)["redirects"] == expected["redirects"]
    assert len(said(back)["pages"]) == len(expected["pages"])


def test_the_preview_lists_the_first_addresses_that_show_the_school_and_keeps_what_was_entered(
    office, school, monkeypatch
):
    told_by = story(schools=[school])
    asked = ask(office, form(school, "rename"), **renamed(school, en="someone-else"))
    shown = asked.context["impact"].shown_on
    assert told_by.url in shown
    assert shown.index(profile_of(school).url) < shown.index("/schools/")
    again = office.post(form(school, "rename"), hidden(asked) | {"edit": "1"})
    assert 'value="someone-else"' in again.content.decode()
    assert_says(again, "Preview changes")
    monkeypatch.setattr("schools.lifecycle.execution.MOST", 2)
    text = words(ask(office, form(school, "rename"), **renamed(school)))
    assert ("more." in text, told_by.url in text) == (True, False)


def fields(kind: str, school, number: int, into) -> dict:
    """Return what the office answers, for the first change (0) and for the second."""
    later = AHEAD.replace(year=AHEAD.year + number)
    return {
        "open": lambda: NEW_SCHOOL,
        "rename": lambda: renamed(school, en=f"name-{number}") | {"name": f"Alliance Name {number}"},
        "move": lambda: (to_campus(CampusFactory()) if number else to()) | {"along": "alone"},
        "merge": lambda: merging(later, into),
        "close": lambda: closing(later),
    }[kind]()


@pytest.mark.parametrize("first", kinds.ALL)
def test_a_change_below_another_one_is_taken_back_after_it_or_refused(first, school, manager, into):
    before = everything()
    lower = made(first, None if first == "open" else school, fields(first, school, 0, into), manager)
    school = School.objects.get(pk=lower.data["school"])
    seconds = []
    for second in kinds.OF_A_SCHOOL:
        with transaction.atomic():
            upper = made(second, school, fields(second, school, 1, into), manager)
            if upper:
                seconds.append(second)
                undone_in_any_order(lower, upper, manager)
                assert everything() | {"Campus": {}} == before | {"Campus": {}}, second
            transaction.set_rollback(True)
    assert {"rename", "move"} <= set(seconds)


def undone_in_any_order(lower, upper, user) -> None:
    """Try the lower one first. If it is refused, nothing has changed, and it can be undone after the upper one."""
    both, refusal = everything(), ""
    try:
        taken_back(lower, user)
    except Refused as refused:
        refusal = str(refused)
    if refusal:
        assert "Someone has changed these since: " in refusal
        assert everything() == both
    taken_back(upper, user)
    if refusal:
        taken_back(lower, user)


def test_the_office_gets_there_from_the_desk_and_what_does_not_exist_is_not_found(office, school):
    """Nobody else gets there: tests/schools/test_roles.py, tests/alliance_site/staff/test_isolation.py."""
    desk = office.get(reverse("school_desk", args=[school.slug])).content.decode()
    forms = [form(school, kind) for kind in kinds.OF_A_SCHOOL]
    assert not [address for address in forms if address not in desk]
    for address in (reverse("school_changes"), reverse("school_open"), *forms):
        assert office.get(address).status_code == 200, address
    for address in (
        reverse("school_change", args=["explode", school.slug]),
        reverse("school_change", args=["open", school.slug]),
        reverse("school_change", args=["close", "nowhere"]),
        reverse("school_change_done", args=[999_999]),
        f"{reverse('school_changes')}?school=nowhere",
        *(f"{form(school, 'move')}?planned={number}" for number in ("", "0", "x", "99999999999999999999", "²")),
    ):
        assert office.get(address).status_code == 404, address
    assert office.put(reverse("school_changes")).status_code == 405


def test_the_list_tells_who_did_what_and_why_after_the_school_is_gone_too_and_has_no_imports(office, school, other):
    listed = reverse("school_changes")
    file = ChangeSet.objects.create(kind="import", name="a.csv")
    assert office.get(reverse("school_change_done", args=[file.pk])).status_code == 404
    assert_says(office.get(listed), "No guided changes yet")
    done = do(office, form(school, "close"), last_day="2040-06-30", successor="", profile="stays")
    batch = done.context["change_set"]
    assert office.get(reverse("schools_import", args=[batch.pk])).status_code == 404
    assert batch.name not in words(office.get(reverse("schools_imports")))
    assert_says(office.get(listed), school.name, "Close", "Manfred", "The board decided so.")
    assert_says(office.get(f"{listed}?school={school.slug}"), school.name)
    assert_says(office.get(f"{listed}?school={other.slug}"), "No guided changes yet")
    school.pages.all().delete()
    School.objects.filter(pk=school.pk).delete()
    assert_says(office.get(done.redirect_chain[-1][0]), "June 30, 2040")
