"""The preview shows exactly what a change does, the undo takes it back, also late; and who gets there."""

import pytest
from django.db import transaction
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from schools.changes.agreement import Refused
from schools.lifecycle import execution, kinds, undo
from schools.models import Campus, ChangeSet, PlannedChange, School, SchoolPage
from tests.factories import CampusFactory, SchoolFactory, profile, profile_of, story
from tests.schools.people import person

from . import answers
from .acts import agree, ask, do, everything, form, hidden, look, told, translated
from .answers import NEW_SCHOOL, OPEN, closing, merging, middle, renamed, to

pytestmark = pytest.mark.django_db


def names(before: dict, after: dict, model: str) -> set[str]:
    """The records of `model` that differ, by name."""
    old, new = ({row["id"]: row for row in state[model]} for state in (before, after))
    changed = {key for key in {*old, *new} if old.get(key) != new.get(key)}
    return changed


def found(before: dict, after: dict) -> dict:
    """What differs in the database, in the form of the preview."""
    schools = names(before, after, "School")
    for model in ("FormerName", "NextSchool"):
        old, new = ({row["id"]: row for row in state[model]} for state in (before, after))
        schools |= {(new.get(key) or old[key])["school_id"] for key in {*old, *new} if old.get(key) != new.get(key)}
    records = {str(one) for one in School.objects.filter(pk__in=schools)}
    records |= {str(one) for one in Campus.objects.filter(pk__in=names(before, after, "Campus"))}
    pages = [{row["pk"]: row for row in state["SchoolPage"]} for state in (before, after)]
    changed = {key for key in {*pages[0], *pages[1]} if pages[0].get(key) != pages[1].get(key)}
    redirects = [{row["id"]: row for row in state["Redirect"]} for state in (before, after)]
    led = {
        (redirects[1].get(key) or redirects[0][key])["old_path"] + "/"
        for key in {*redirects[0], *redirects[1]}
        if redirects[0].get(key) != redirects[1].get(key)
    }
    return {
        "records": records,
        "pages": {f"{page.title} ({page.locale})" for page in SchoolPage.objects.filter(pk__in=changed)},
        "redirects": led,
    }


def said(impact) -> dict:
    return {
        "records": {one.name for one in impact.records},
        "pages": {one.name for one in impact.pages},
        "redirects": {old for old, _before, _after in impact.redirects},
    }


CASES = ("rename", "rename without addresses", "move", "move together", "merge", "merge ahead", "close", "close ahead")


@pytest.fixture
def cases(school, into, past, ahead):
    """Address and form data of each kind, on a site where each part has something to change."""
    profile(SchoolFactory(campus=school.campus))
    translated(school, "gertz-es"), translated(into, "hacia")
    middle(school), middle(school, into)
    return {
        "rename": (form(school, "rename"), renamed(school, en="someone-else", es="otra")),
        "rename without addresses": (form(school, "rename"), renamed(school)),
        "move": (form(school, "move"), to(along="alone")),
        "move together": (form(school, "move"), to(along="together")),
        "merge": (form(school, "merge"), merging(past, into, links="follows", highest_grade=10)),
        "merge ahead": (form(school, "merge"), merging(ahead, into, links="follows")),
        "close": (form(school, "close"), closing(past, profile="leads", links="ends")),
        "close ahead": (form(school, "close"), closing(ahead, successor=into.pk, links="follows")),
        "open": (OPEN, NEW_SCHOOL | {"opened": ahead}),
    }


@pytest.mark.parametrize("case", [*CASES, "open"])
def test_the_preview_is_what_happens_and_the_way_back_too(office, cases, case, django_capture_on_commit_callbacks):
    address, fields = cases[case]
    before = everything()
    asked = ask(office, address, **fields)
    with django_capture_on_commit_callbacks(execute=True):
        done = agree(office, address, asked)
    after = everything()
    impact = asked.context["impact"]
    assert said(impact) == found(before, after)
    assert said(done.context["impact"]) == said(impact)
    looked = look(office, done)
    back = looked.context["back"]
    expected = found(before, after)
    with django_capture_on_commit_callbacks(execute=True):
        office.post(done.redirect_chain[-1][0], hidden(looked) | {"undo": "1", "reason": "A mistake."}, follow=True)
    assert everything() == before
    assert said(back)["redirects"] == expected["redirects"]
    assert len(said(back)["pages"]) == len(expected["pages"])


def test_the_preview_lists_the_first_fifty_addresses_that_show_the_school_and_keeps_what_was_entered(office, school):
    told_by = story(schools=[school])
    asked = ask(office, form(school, "rename"), **renamed(school, en="someone-else"))
    shown = asked.context["impact"].shown_on
    assert told_by.url in shown
    assert shown.index(profile_of(school).url) < shown.index("/schools/")
    again = office.post(form(school, "rename"), hidden(asked) | {"edit": "1"}).content.decode()
    for part in ('value="someone-else"', "Preview changes"):
        assert part in again
    for n in range(60):
        story(title=f"Story {n}", schools=[school])
    text = told(ask(office, form(school, "rename"), **renamed(school)))
    assert "more." in text
    assert text.count("/stories/example-") <= 50


def test_a_redirect_that_was_added_since_the_preview_is_shown_first(office, school):
    address, fields = form(school, "rename"), renamed(school, en="someone-else")
    asked = ask(office, address, **fields)
    Redirect.objects.create(old_path="/schools/someone-else", redirect_link="/about/")
    response = agree(office, address, asked)
    assert response.status_code == 422
    assert "Something has changed since" in told(response)
    assert agree(office, address, response).status_code == 200
    assert not Redirect.objects.filter(old_path="/schools/someone-else").exists()


def made(kind: str, school, fields: dict, user):
    """Make a guided change as its pages do; None if its form or its rules refuse it."""
    form = kinds.ALL[kind].form(fields | {"reason": "The board decided so."}, school=school)
    if not form.is_valid():
        return None
    try:
        digest = execution.preview(kinds.ALL[kind], school, form.cleaned_data, user).digest
        return execution.apply(kinds.ALL[kind], school, form.cleaned_data, user, digest=digest)
    except Refused:
        return None


def taken_back(batch, user) -> None:
    undo.apply(batch, user, reason="A mistake.", digest=undo.preview(batch, user).digest)


@pytest.fixture
def fields(ahead, into):
    """Return what the office answers, for the first change and for the second."""

    def of(kind: str, school, number: int) -> dict:
        later = ahead.replace(year=ahead.year + number)
        return {
            "open": lambda: answers.NEW_SCHOOL | {"opened": ahead},
            "rename": lambda: answers.renamed(school, en=f"name-{number}") | {"name": f"Alliance Name {number}"},
            "move": lambda: (answers.into(CampusFactory()) if number else answers.to()) | {"along": "alone"},
            "merge": lambda: answers.merging(later, into),
            "close": lambda: answers.closing(later),
        }[kind]()

    return of


@pytest.mark.parametrize("first", kinds.ALL)
def test_a_change_below_another_one_is_taken_back_after_it_or_refused(first, school, manager, fields):
    before = everything()
    lower = made(first, None if first == "open" else school, fields(first, school, 0), manager)
    school = School.objects.get(pk=lower.data["school"])
    seconds = []
    for second in kinds.OF_A_SCHOOL:
        with transaction.atomic():
            upper = made(second, school, fields(second, school, 1), manager)
            if upper:
                seconds.append(second)
                undone_in_any_order(lower, upper, manager)
                assert everything() | {"Campus": []} == before | {"Campus": []}, second
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


KINDS = ("rename", "move", "merge", "close")


def test_the_office_gets_there_from_the_desk_and_a_publisher_does_not(client, office, school):
    """Nor does anyone else: tests/alliance_site/staff/test_isolation.py."""
    done = do(office, form(school, "close"), last_day="2040-06-30", successor="", profile="stays")
    fields = {"target": "x", "is_told": False, "data": {}, "agreed": {}, "language": "en"}
    planned = PlannedChange.objects.create(school=school, kind="move", day="2040-01-01", **fields)
    desk = office.get(reverse("school_desk", args=[school.slug])).content.decode()
    forms = [form(school, kind) for kind in KINDS]
    assert not [address for address in forms if address not in desk]
    pages = [reverse("school_changes"), reverse("school_open"), *forms]
    for address in pages:
        assert office.get(address).status_code == 200, address
    client.force_login(person("paul", "Publisher"))
    before = everything()
    for address in (*pages, done.redirect_chain[-1][0], reverse("school_change_planned", args=[planned.pk])):
        for method in ("get", "post"):
            response = getattr(client, method)(address, {"look": "1", "undo": "1", "apply": "1", "reason": "So."})
            assert response.status_code == 302, address
    assert everything() == before
    planned.refresh_from_db()
    assert planned.is_waiting


def test_what_does_not_exist_is_not_found(office, school):
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
    assert "No guided changes yet" in told(office.get(listed))
    done = do(office, form(school, "close"), last_day="2040-06-30", successor="", profile="stays")
    batch = done.context["change_set"]
    assert office.get(reverse("schools_import", args=[batch.pk])).status_code == 404
    assert batch.name not in told(office.get(reverse("schools_imports")))
    said = told(office.get(listed))
    for words in (school.name, "Close", "Manfred", "The board decided so."):
        assert words in said, words
    assert school.name in told(office.get(f"{listed}?school={school.slug}"))
    assert "No guided changes yet" in told(office.get(f"{listed}?school={other.slug}"))
    school.pages.all().delete()
    School.objects.filter(pk=school.pk).delete()
    assert "June 30, 2040" in told(office.get(done.redirect_chain[-1][0]))
