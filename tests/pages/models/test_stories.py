"""Stories: dates, sources, schools, their list and feed, and the pages that show them."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import PageViewRestriction

from pages.models import HomePage, StoryIndexPage, StoryPage
from schools.models import School
from tests.factories import SchoolFactory, home, profile, story
from tests.html import assert_valid, filled, main_of, soup, words
from tests.pages.forms import checked, edit_url
from tests.pages.translation.pages import publish
from tests.schools.open_data.files import ATOM, entries, feed

pytestmark = pytest.mark.django_db
DISTINGUISHED = "/stories/distinguished-schools-2024/"
FEED = "/stories/feed/"
PROFILE = "/schools/gertz-ressler/"


def titles(client, path, selector=".story-card__title, .lead-story__title"):
    return [heading.get_text() for heading in soup(client.get(path)).main.select(selector)]


def in_feed(client, path=FEED):
    return [entry["title"] for entry in entries(client, path)]


def test_a_story_shows_what_it_has_and_describes_itself_and_leaves_out_what_is_missing(client):
    made = story(summary="In short.", source="A letter", source_url="https://example.org/letter?a=1&b=2")
    made = publish(made, body=[("pull_quote", {"quote": "Long ago."})])
    response = client.get(made.url)
    assert_valid(response)
    main = words(response)
    for part in ("January 1, 2030", "An example story", "In short.", "Long ago.", "Source: A letter"):
        assert part in main
    graph = json.loads(soup(response).find("script", type="application/ld+json").string)["@graph"]
    data = next(one for one in graph if one["@type"] == "NewsArticle")
    assert (data["headline"], data["datePublished"]) == ("An example story", "2030-01-01")
    assert data["dateModified"].startswith(str(made.last_published_at.year))
    assert data["citation"]["url"] == "https://example.org/letter?a=1&b=2"
    assert "author" not in data
    page = assert_valid(client.get(story(source_url="https://example.org/x").url))
    link = page.main.select_one(".story__source a")
    assert link.get_text() == link["href"] == "https://example.org/x"
    assert "school in this story" not in page.get_text()
    assert "description" not in page.find("script", type="application/ld+json").string


def test_a_story_the_home_page_and_a_profile_offer_three_and_the_list(client):
    school = School.objects.get(slug="gertz-ressler")
    (title,) = titles(client, PROFILE)
    assert title == "Our first high school is honored with the National Blue Ribbon award"
    for n in range(5):
        story(f"Story {n}", date(2030, 1, 1 + n), schools=[school])
    story("Hidden", date(2031, 1, 1), schools=[school], live=False)
    for path in (DISTINGUISHED, "/", PROFILE):
        assert titles(client, path) == ["Story 4", "Story 3", "Story 2"]
        assert soup(client.get(path)).main.find("a", string="All stories")["href"] == "/stories/"
    headings = [heading.get_text() for heading in soup(client.get(PROFILE)).main.find_all("h2")]
    assert headings.index("Recognition") < headings.index("Stories") < headings.index("All numbers")


@pytest.mark.parametrize("fields", [{"date": None}, {"slug": "feed"}, {"source_url": "javascript:alert(1)"}])
def test_invalid_stories_are_refused(fields):
    page = StoryPage(**{"title": "Feed", "slug": "x", **fields})
    with pytest.raises(ValidationError) as refused:
        StoryIndexPage.objects.get(locale__language_code="en").add_child(instance=page)
    assert fields.keys() <= refused.value.message_dict.keys()


def test_schools_show_in_the_editors_order_with_public_profiles_only(client):
    first, second, draft, bare = SchoolFactory.create_batch(4)
    for school in (second, first):
        profile(school)
    profile(draft, live=False)
    made = story(schools=[first, draft, second, bare])
    names = [one.get_text() for one in soup(client.get(made.url)).main.select(".school-card__name")]
    assert names == [first.short_name, second.short_name]


def test_a_school_is_not_linked_twice_nor_one_that_was_autosaved_refused(admin_client):
    """As if the response got lost on a bad connection: the new row is sent again, still without its key."""
    school, other = SchoolFactory(), SchoolFactory()
    made = story(live=False)
    made.save_revision()
    edit = edit_url(made)
    rows = {"school_links-TOTAL_FORMS": "1", "school_links-0-school": str(school.pk), "school_links-0-id": ""}
    form = filled(admin_client.get(edit)) | {"body-count": "0"} | rows
    saved = admin_client.post(edit, form, headers={"accept": "application/json"})
    assert saved.json()["success"]
    more = {"school_links-TOTAL_FORMS": "2", "school_links-1-id": ""}
    refused = admin_client.post(edit, form | more | {"school_links-1-school": str(school.pk)})
    assert (refused.status_code, "duplicate" in refused.content.decode()) == (200, True)
    for sent in (form, form | more | {"school_links-1-school": str(other.pk)}):
        assert admin_client.post(edit, sent).status_code == 302
    latest = StoryPage.objects.get(pk=made.pk).get_latest_revision_as_object()
    assert [link.school for link in latest.school_links.all()] == [school, other]
    assert made.school_links.count() == 2


def test_the_list_shows_twelve_a_page_newest_first(client):
    for n in range(13):
        story(f"Story {n}", date(2030, 1, 1 + n // 2))
    page = soup(client.get("/stories/")).main
    assert page.select_one(".lead-story__title").get_text() == "Story 12"
    assert titles(client, "/stories/") == [f"Story {n}" for n in range(12, 0, -1)]
    assert page.find("a", rel="next")["href"] == "?page=2"
    assert main_of(client, "/stories/?page=2").select_one(".lead-story") is None
    assert titles(client, "/stories/?page=2")[0] == "Story 0"
    assert len(titles(client, "/stories/?page=2")) == 3


def test_lists_of_no_story_or_one_are_valid(client):
    StoryPage.objects.all().delete()
    assert "There are no stories yet." in main_of(client, "/stories/").get_text()
    assert "Stories" not in words(client.get("/"))
    story("The only one")
    assert titles(client, "/stories/") == titles(client, "/") == ["The only one"]
    assert soup(client.get("/stories/")).main.select(".story-cards") == []


def test_private_stories_are_shown_nowhere_and_others_are_found_by_title_source_and_text(client):
    made = story("For staff", schools=[School.objects.get(slug="merkin")])
    PageViewRestriction.objects.create(page=made, restriction_type="login")
    for path in ("/stories/", "/stories/feed/", "/", "/schools/merkin/", DISTINGUISHED, "/search/?q=staff"):
        assert "For staff" not in client.get(path).content.decode(), path
    for query in ("Distinguished Schools 2024", "seven of our schools", "Skirball teaches"):
        page = soup(client.get("/search/", {"q": query})).main
        result = page.find("a", href=DISTINGUISHED).find_parent("li")
        assert result.find("time")["datetime"] == "2024-03-01", query


def test_stories_of_another_language_do_not_mix(client):
    stories = StoryIndexPage.objects.get(locale__language_code="es")
    stories.get_children().delete()
    story = StoryPage(title="Cuento", slug="cuento", date=date(2031, 1, 1), locale=stories.locale)
    StoryIndexPage.objects.get(pk=stories.pk).add_child(instance=story)
    assert "Cuento" not in titles(client, "/") + titles(client, "/stories/") + in_feed(client)
    assert titles(client, "/es/historias/") == titles(client, "/es/") == ["Cuento"]
    root = feed(client, "/es/historias/feed/")
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "es"
    assert in_feed(client, "/es/historias/feed/") == ["Cuento"]


def test_the_feed_is_atom_with_whole_addresses_ids_and_dates(client):
    assert client.get(FEED)["Content-Type"] == "application/atom+xml; charset=utf-8"
    root, found = feed(client, FEED), entries(client, FEED)
    assert root.findtext(f"{ATOM}updated") == max(entry["updated"] for entry in found)
    assert all(entry["link"].startswith("http://testserver/stories/") for entry in found)
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"self": "http://testserver/stories/feed/", "alternate": "http://testserver/stories/"}
    assert root.find(f"{ATOM}author").findtext(f"{ATOM}name") == "Alliance College-Ready Public Schools"
    assert found[0]["published"].startswith("2024-03-01T00:00:00")


def test_the_feed_is_found_from_the_list_and_from_a_story_and_may_be_kept(client):
    for path in ("/stories/", DISTINGUISHED):
        link = soup(client.get(path)).head.find("link", type="application/atom+xml")
        assert (link["rel"], link["href"]) == (["alternate"], "http://testserver/stories/feed/")
    assert soup(client.get("/about/")).head.find("link", type="application/atom+xml") is None
    etag = client.get("/stories/feed/")["ETag"]
    assert client.get("/stories/feed/", headers={"if-none-match": etag}).status_code == 304
    assert client.post("/stories/feed/").status_code == 405


def test_the_feed_holds_the_newest_twenty_with_steady_ids_and_stays_valid_when_empty_or_odd(client):
    made = publish(story("Bell\x07 and \x1b[31m red", summary="<b>bold</b> & more", day=date(2031, 1, 1)))
    before = entries(client, FEED)[0]
    assert before["title"] == "Bell and [31m red"
    summary = feed(client, FEED).find(f"{ATOM}entry").find(f"{ATOM}summary")
    assert (summary.get("type"), summary.text) == ("html", "&lt;b&gt;bold&lt;/b&gt; &amp; more")
    publish(made, slug="another-address", title="Another title")
    after = entries(client, FEED)[0]
    assert (after["id"], after["title"]) == (before["id"], "Another title")
    assert after["updated"] > before["updated"]
    for n in range(25):
        story(f"Story {n}")
    assert len(in_feed(client)) == 20
    StoryPage.objects.all().delete()
    assert in_feed(client) == []


def test_the_home_page_features_a_story_or_a_picture_from_one_day_to_another(client, picture, monkeypatch):
    photo, own = picture(size=(1300, 700)), picture(size=(1400, 700))
    featured, today = story("Science fair", listing_image=photo), timezone.localdate()
    days = {"featured_from": today + timedelta(days=1), "featured_until": today + timedelta(days=2)}
    publish(home(), featured=featured, listing_image=own, **days)
    shown = {}
    for day in range(4):
        monkeypatch.setattr(timezone, "localdate", lambda *at, day=day: today + timedelta(days=day))
        opening = soup(client.get("/")).select_one(".hero")
        shown[day] = bool(opening.find("a", string="Science fair")), bool(opening.select_one(".hero__photo"))
        assert not soup(client.get("/es/")).select_one(".hero").find("a", string="Science fair")
        assert home().opening_picture == (photo if day in (1, 2) else None)
    assert shown == {0: (False, False), 1: (True, True), 2: (True, True), 3: (False, False)}
    monkeypatch.undo()
    HomePage.objects.update(featured_from=None)
    assert home().opening_picture == photo
    featured.unpublish()
    assert home().opening_picture == own
    assert "featured_until" in checked(home(), featured_from="2030-03-05", featured_until="2030-03-04").errors
