"""Scheduling takes one step, uses Pacific time, and does what the confirmation says."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.cases import cases, fields
from tests.factories import story
from tests.html import soup
from tests.pages.forms import checked, edit_url, said, send, sent

pytestmark = pytest.mark.django_db
PACIFIC = ZoneInfo("America/Los_Angeles")
START, END = "2031-12-03T08:30", "2031-12-05T16:00"
STARTS, ENDS = datetime(2031, 12, 3, 8, 30, tzinfo=PACIFIC), datetime(2031, 12, 5, 16, tzinfo=PACIFIC)


@pytest.fixture
def draft():
    page = story("A story of a walk", live=False)
    page.summary = "A walk."
    page.save_revision()
    return page


def test_a_publisher_schedules_a_page_and_changes_the_time_in_one_step_and_reads_what_happens(sign_in, draft):
    client = sign_in("Publisher")
    for start in ("2031-12-01T08:00", START):
        told = said(send(client, draft, go_live_at=start, expire_at=END, **{"action-publish": "schedule"}))
    assert "Scheduled to go live on December 3, 2031, at 8:30 a.m. Pacific time." in told
    assert "It comes down on December 5, 2031, at 4 p.m. Pacific time." in told
    draft.refresh_from_db()
    assert not draft.live
    assert draft.scheduled_revision.approved_go_live_at == STARTS
    assert draft.scheduled_revision.as_object().expire_at == ENDS
    for role, words in (("Publisher", "To change the time, enter another"), ("Writer", "Only a Publisher can change")):
        assert words in soup(sign_in(role).get(edit_url(draft))).select_one(".messages").get_text()


def test_a_writer_submits_the_dates_and_reads_that_a_publisher_makes_them_take_effect(sign_in, draft):
    client = sign_in("Writer")
    told = said(send(client, draft, go_live_at=START))
    assert "Saved, but not scheduled. Only a Publisher" in told
    errors = sent(client, draft, go_live_at="2020-01-01T08:00", **{"action-submit": "schedule"})
    assert errors["go_live_at"] == ["This time has passed. Enter a later one, or leave it empty."]
    assert soup(client.get(edit_url(draft))).find("button", {"name": "action-submit", "value": "schedule"})
    told = said(send(client, draft, go_live_at=START, **{"action-submit": "schedule"}))
    assert "Not scheduled yet: the dates take effect when this is approved." in told
    draft.refresh_from_db()
    assert draft.current_workflow_state
    assert not draft.live


@pytest.mark.parametrize(("dates", "said"), cases(__file__, "schedules.csv"))
def test_an_invalid_schedule_is_refused(draft, dates, said):
    errors = checked(draft, **fields(dates), **{"action-publish": "schedule"}).errors
    assert errors["go_live_at"][0].startswith(said)
