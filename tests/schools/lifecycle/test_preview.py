"""The preview shows exactly what the change does, for each kind, including what happens on commit."""

import pytest
from wagtail.contrib.redirects.models import Redirect

from schools.models import Campus, School, SchoolPage
from tests.factories import SchoolFactory, profile, profile_of, story

from .acts import agree, ask, everything, form, hidden, look, told, translated
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


def test_the_addresses_that_show_it_are_those_that_the_publisher_renews(office, school):
    told_by = story(schools=[school])
    asked = ask(office, form(school, "rename"), **renamed(school))
    shown = asked.context["impact"].shown_on
    assert told_by.url in shown
    assert profile_of(school).url in shown
    assert shown.index(profile_of(school).url) < shown.index("/schools/")


def test_more_addresses_than_anybody_reads_are_counted(office, school):
    for n in range(60):
        story(title=f"Story {n}", schools=[school])
    text = told(ask(office, form(school, "rename"), **renamed(school)))
    assert "more." in text
    assert text.count("/stories/example-") <= 50


def test_a_change_of_the_redirects_in_between_is_shown_first(office, school):
    address, fields = form(school, "rename"), renamed(school, en="someone-else")
    asked = ask(office, address, **fields)
    Redirect.objects.create(old_path="/schools/someone-else", redirect_link="/about/")
    response = agree(office, address, asked)
    assert response.status_code == 422
    assert "Something has changed since" in told(response)
    assert agree(office, address, response).status_code == 200
    assert not Redirect.objects.filter(old_path="/schools/someone-else").exists()


def test_writing_it_again_keeps_what_was_written(office, school):
    asked = ask(office, form(school, "rename"), **renamed(school, en="someone-else"))
    again = office.post(form(school, "rename"), hidden(asked) | {"edit": "1"})
    assert again.status_code == 200
    html = again.content.decode()
    assert 'value="someone-else"' in html
    assert "Preview changes" in html
