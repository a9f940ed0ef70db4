"""Stories: dates, sources, schools, their list and feed, and the pages that show them."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import PageViewRestriction, ReferenceIndex

from pages.models import StoryIndexPage, StoryPage
from schools.models import School
from tests.factories import SchoolFactory, profile, story
from tests.html import assert_valid, filled, soup, words

pytestmark = pytest.mark.django_db

DISTINGUISHED = "/stories/distinguished-schools-2024/"
RIBBON = "/stories/blue-ribbon-gertz-ressler/"
ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "Zebra <script>alert(1)</script> & “quotes” {{ 7|add:7 }}"


def titles(client, path, selector=".story-card__title, .lead-story__title"):
    return [heading.get_text() for heading in soup(client.get(path)).main.select(selector)]


def feed(client):
    response = client.get("/stories/feed/")
    assert response.status_code == 200
    return ET.fromstring(response.content)


def entries(client):
    return [entry.findtext(f"{ATOM}title") for entry in feed(client).iter(f"{ATOM}entry")]


# The first content


def test_the_first_stories_have_date_and_source(client):
    assert titles(client, "/stories/") == [
        "Seven Alliance schools are 2024 California Distinguished Schools",
        "Our first high school is honored with the National Blue Ribbon award",
    ]
    for path, day, host in ((DISTINGUISHED, "2024-03-01", "www.prnewswire.com"), (RIBBON, "2012-04-02", "calcharters")):
        main = soup(client.get(path)).main
        assert main.find("time")["datetime"] == day
        assert host in main.select_one(".story__source a")["href"]


def test_the_first_stories_link_to_their_schools(client):
    cards = soup(client.get(DISTINGUISHED)).main.select(".school-card__name a")
    assert len(cards) == 7
    assert cards[-1]["href"] == "/schools/skirball/"
    assert [a["href"] for a in soup(client.get(RIBBON)).main.select(".school-card__name a")] == [
        "/schools/gertz-ressler/"
    ]


def test_the_sample_is_a_draft_that_says_so(client):
    sample = StoryPage.objects.not_live().get()
    assert sample.title.startswith("Sample:")
    assert client.get("/stories/sample-story/").status_code == 404
    for path in ("/stories/", "/stories/feed/", "/", "/schools/merkin/", "/search/?q=sample", "/sitemap.xml"):
        assert "sample-story" not in client.get(path).content.decode(), path


# A story


def test_a_story_shows_its_date_summary_text_source_and_structured_data(client):
    made = story(summary="In short.", source="A letter", source_url="https://example.org/letter?a=1&b=2")
    made.body = [("pull_quote", {"quote": "Long ago."})]
    made.save_revision().publish()
    made.refresh_from_db()
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


def test_missing_parts_of_a_story_are_left_out(client):
    response = client.get(story().url)
    assert_valid(response)
    assert "Source" not in words(response)
    assert "school in this story" not in words(response)
    data = soup(response).find("script", type="application/ld+json").string
    assert "citation" not in data
    assert "description" not in data


def test_a_source_without_words_shows_its_address(client):
    link = soup(client.get(story(source_url="https://example.org/x").url)).main.select_one(".story__source a")
    assert link.get_text() == link["href"] == "https://example.org/x"


def test_a_story_offers_three_more_and_the_list(client):
    for n in range(5):
        story(f"Story {n}", date(2030, 1, 1 + n))
    page = soup(client.get(DISTINGUISHED)).main
    assert [one.get_text() for one in page.select(".story-card__title")] == ["Story 4", "Story 3", "Story 2"]
    assert page.find("a", string="All stories")["href"] == "/stories/"


def test_the_only_story_offers_no_more(client):
    StoryPage.objects.exclude(slug="distinguished-schools-2024").delete()
    assert "More stories" not in words(client.get(DISTINGUISHED))


@pytest.mark.parametrize("fields", [{"date": None}, {"slug": "feed"}, {"source_url": "javascript:alert(1)"}])
def test_invalid_stories_are_refused(fields):
    page = StoryPage(**{"title": "Feed", "slug": "x", **fields})
    with pytest.raises(ValidationError) as refused:
        StoryIndexPage.objects.get(locale__language_code="en").add_child(instance=page)
    assert fields.keys() <= refused.value.message_dict.keys()


def test_hostile_words_are_escaped_everywhere(client):
    school = School.objects.get(slug="merkin")
    made = story(HOSTILE, summary=HOSTILE, source=HOSTILE, schools=[school])
    for path in (made.url, "/stories/", "/", "/schools/merkin/", "/search/?q=zebra"):
        response = client.get(path)
        assert_valid(response)
        assert HOSTILE in words(response), path
        assert "<script>alert" not in response.content.decode(), path
    assert entries(client)[0] == HOSTILE


def test_very_long_words_are_shown_whole(client):
    long = "x" * 200
    made = story(long, summary=long)
    for path in (made.url, "/stories/", "/"):
        assert long in words(client.get(path))


# Its schools


def test_schools_show_in_the_editors_order_with_public_profiles_only(client):
    first, second, draft, bare = SchoolFactory.create_batch(4)
    for school in (second, first):
        profile(school)
    profile(draft, live=False)
    made = story(schools=[first, draft, second, bare])
    names = [one.get_text() for one in soup(client.get(made.url)).main.select(".school-card__name")]
    assert names == [first.short_name, second.short_name]


def test_a_profile_shows_its_three_newest_stories_after_the_narrative(client):
    school = School.objects.get(slug="gertz-ressler")
    assert titles(client, "/schools/gertz-ressler/") == [
        "Our first high school is honored with the National Blue Ribbon award"
    ]
    for n in range(4):
        story(f"Story {n}", date(2030, 1, 1 + n), schools=[school])
    story("Hidden", date(2031, 1, 1), schools=[school], live=False)
    assert titles(client, "/schools/gertz-ressler/") == ["Story 3", "Story 2", "Story 1"]
    main = soup(client.get("/schools/gertz-ressler/")).main
    headings = [heading.get_text() for heading in main.find_all("h2")]
    assert headings.index("Recognition") < headings.index("Stories") < headings.index("State data")


def test_a_profile_without_stories_has_no_such_heading(client):
    assert "Stories" not in [heading.get_text() for heading in soup(client.get("/schools/merkin/")).main.find_all("h2")]


def test_an_autosaved_school_is_not_linked_twice(admin_client):
    """As if the response got lost on a bad connection: the new row is sent again, still without its key."""
    school, other = SchoolFactory(), SchoolFactory()
    made = story(live=False)
    made.save_revision()
    edit = reverse("wagtailadmin_pages:edit", args=[made.pk])
    rows = {"school_links-TOTAL_FORMS": "1", "school_links-0-school": str(school.pk), "school_links-0-id": ""}
    sent = filled(admin_client.get(edit)) | {"body-count": "0"} | rows
    saved = admin_client.post(edit, sent, headers={"accept": "application/json"})
    assert saved.json()["success"]
    for twice in range(2):
        more = {"school_links-TOTAL_FORMS": "2", "school_links-1-school": str(other.pk), "school_links-1-id": ""}
        assert admin_client.post(edit, sent | (more if twice else {})).status_code == 302
    latest = StoryPage.objects.get(pk=made.pk).get_latest_revision_as_object()
    assert [link.school for link in latest.school_links.all()] == [school, other]
    assert made.school_links.count() == 2


def test_the_school_knows_its_stories_and_a_story_outlives_its_school():
    school = SchoolFactory()
    made = story(schools=[school])
    made.save_revision()
    assert str(made.pk) in ReferenceIndex.get_references_to(school).values_list("object_id", flat=True)
    school.delete()
    assert list(StoryPage.objects.get(pk=made.pk).get_latest_revision_as_object().school_links.all()) == []


# The list


def test_the_list_shows_twelve_a_page_newest_first(client):
    for n in range(13):
        story(f"Story {n}", date(2030, 1, 1 + n))
    page = soup(client.get("/stories/")).main
    assert page.select_one(".lead-story__title").get_text() == "Story 12"
    assert len(page.select(".story-card")) == 11
    assert page.find("a", rel="next")["href"] == "?page=2"
    second = client.get("/stories/?page=2")
    assert_valid(second)
    assert soup(second).main.select_one(".lead-story") is None
    assert titles(client, "/stories/?page=2")[0] == "Story 0"
    assert len(titles(client, "/stories/?page=2")) == 3


@pytest.mark.parametrize("number", ["0", "-1", "999", "x", "", "1'--"])
def test_any_page_number_is_answered(client, number):
    assert client.get("/stories/", {"page": number}).status_code == 200


def test_stories_of_one_day_keep_their_order(client):
    first, second = story("First"), story("Second")
    assert titles(client, "/stories/")[:2] == ["Second", "First"]
    assert first.date == second.date


def test_lists_of_no_story_or_one_are_valid(client):
    StoryPage.objects.all().delete()
    response = client.get("/stories/")
    assert_valid(response)
    assert "There are no stories yet." in words(response)
    assert "Stories" not in words(client.get("/"))
    story("The only one")
    assert titles(client, "/stories/") == titles(client, "/") == ["The only one"]
    assert soup(client.get("/stories/")).main.select(".story-cards") == []


def test_private_stories_are_shown_nowhere(client):
    made = story("For staff", schools=[School.objects.get(slug="merkin")])
    PageViewRestriction.objects.create(page=made, restriction_type="login")
    for path in ("/stories/", "/stories/feed/", "/", "/schools/merkin/", DISTINGUISHED, "/search/?q=staff"):
        assert "For staff" not in client.get(path).content.decode(), path


def test_home_shows_the_three_newest(client):
    for n in range(4):
        story(f"Story {n}", date(2030, 1, 1 + n))
    assert titles(client, "/") == ["Story 3", "Story 2", "Story 1"]
    assert soup(client.get("/")).main.find("a", string="All stories")["href"] == "/stories/"


def test_search_finds_stories_by_title_source_and_text_and_tells_their_date(client):
    for query in ("Distinguished Schools 2024", "press release of March", "Skirball teaches"):
        page = soup(client.get("/search/", {"q": query})).main
        result = page.find("a", href=DISTINGUISHED).find_parent("li")
        assert result.find("time")["datetime"] == "2024-03-01", query


def test_stories_of_another_language_do_not_mix(client):
    stories = StoryIndexPage.objects.get(locale__language_code="es")
    stories.get_children().delete()
    story = StoryPage(title="Cuento", slug="cuento", date=date(2031, 1, 1), locale=stories.locale)
    StoryIndexPage.objects.get(pk=stories.pk).add_child(instance=story)
    assert "Cuento" not in titles(client, "/") + titles(client, "/stories/") + entries(client)
    assert titles(client, "/es/historias/") == titles(client, "/es/") == ["Cuento"]
    assert feed_language(client, "/es/historias/feed/") == ("es", ["Cuento"])


def feed_language(client, path):
    root = ET.fromstring(client.get(path).content)
    language = root.get("{http://www.w3.org/XML/1998/namespace}lang")
    return language, [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]


# The feed


def test_the_feed_is_atom_with_whole_addresses_ids_and_dates(client):
    response = client.get("/stories/feed/")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = feed(client)
    assert root.tag == f"{ATOM}feed"
    stamp = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)")
    for node in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert node.findtext(f"{ATOM}{name}"), name
        assert stamp.fullmatch(node.findtext(f"{ATOM}updated"))
        assert all(link.get("href").startswith("http://") for link in node.findall(f"{ATOM}link"))
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {"self": "http://testserver/stories/feed/", "alternate": "http://testserver/stories/"}
    assert root.find(f"{ATOM}author").findtext(f"{ATOM}name") == "Alliance College-Ready Public Schools"
    newest = root.find(f"{ATOM}entry")
    assert newest.findtext(f"{ATOM}published").startswith("2024-03-01T00:00:00")
    assert root.findtext(f"{ATOM}updated") == max(
        entry.findtext(f"{ATOM}updated") for entry in root.iter(f"{ATOM}entry")
    )


def test_the_feed_is_found_from_the_list_and_from_a_story_and_may_be_kept(client):
    for path in ("/stories/", DISTINGUISHED):
        link = soup(client.get(path)).head.find("link", type="application/atom+xml")
        assert (link["rel"], link["href"]) == (["alternate"], "http://testserver/stories/feed/")
    assert soup(client.get("/about/")).head.find("link", type="application/atom+xml") is None
    response = client.get("/stories/feed/")
    assert "public" in response["Cache-Control"]
    assert not response.cookies
    assert client.get("/stories/feed/", headers={"if-none-match": response["ETag"]}).status_code == 304
    assert client.post("/stories/feed/").status_code == 405


def test_an_entry_keeps_its_id_when_the_story_moves_and_is_updated_when_it_changes(client):
    def entry():
        found = feed(client).find(f"{ATOM}entry")
        return found.findtext(f"{ATOM}id"), found.findtext(f"{ATOM}updated")

    made = story()
    made.save_revision().publish()
    before = entry()
    made.slug, made.title = "another-address", "Another title"
    made.save_revision().publish()
    after = entry()
    assert before[0] == after[0]
    assert before[1] < after[1]


def test_the_feed_holds_the_newest_twenty_and_stays_valid_when_empty_or_odd(client):
    story("Bell\x07 and \x1b[31m red", summary="<b>bold</b> & more", day=date(2031, 1, 1))
    assert entries(client)[0] == "Bell and [31m red"
    summary = feed(client).find(f"{ATOM}entry").find(f"{ATOM}summary")
    assert (summary.get("type"), summary.text) == ("html", "&lt;b&gt;bold&lt;/b&gt; &amp; more")
    for n in range(25):
        story(f"Story {n}")
    assert len(entries(client)) == 20
    StoryPage.objects.all().delete()
    empty = client.get("/stories/feed/").content
    assert entries(client) == []
    assert client.get("/stories/feed/").content == empty


def test_a_private_or_unpublished_list_has_no_public_feed(client):
    index = StoryIndexPage.objects.get(locale__language_code="en")
    restriction = PageViewRestriction.objects.create(page=index, restriction_type="login")
    assert client.get("/stories/feed/").url.startswith("/accounts/login/")
    restriction.delete()
    index.unpublish()
    assert client.get("/stories/feed/").status_code == 404


def test_other_addresses_below_the_list_are_not_found(client):
    for path in ("/stories/feeds/", "/stories/feed/x/", "/stories/no-such-story/", f"{DISTINGUISHED}feed/"):
        assert client.get(path).status_code == 404, path


# Queries


# Staff


@pytest.fixture
def publisher(client):
    user = get_user_model().objects.create_user("publisher", "p@example.org", "a long password 42")
    user.groups.add(Group.objects.get(name="Publisher"))
    client.force_login(user)
    return client


def form(schools, **fields):
    data = {
        "title": "Typed",
        "slug": "typed",
        "date": "2030-01-01",
        "summary": "",
        "listing_image": "",
        "source": "",
        "source_url": "",
        "body-count": "0",
        "school_links-TOTAL_FORMS": str(len(schools)),
        "school_links-INITIAL_FORMS": "0",
        "school_links-MIN_NUM_FORMS": "0",
        "school_links-MAX_NUM_FORMS": "1000",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "action-publish": "yes",
    }
    for n, school in enumerate(schools):
        data |= {f"school_links-{n}-school": school.pk, f"school_links-{n}-ORDER": n + 1}
    return data | fields


def add(client, *schools, **fields):
    url = reverse(
        "wagtailadmin_pages:add", args=["pages", "storypage", StoryIndexPage.objects.get(locale__language_code="en").pk]
    )
    return client.post(url, form(schools, **fields))


def test_a_publisher_adds_a_story_with_its_schools(publisher):
    schools = list(School.objects.filter(slug__in=["merkin", "gertz-ressler"]))
    assert add(publisher, *schools).status_code == 302
    made = StoryPage.objects.get(slug="typed")
    assert made.live
    assert [link.school for link in made.school_links.all()] == schools
    publisher.logout()
    assert titles(publisher, "/schools/merkin/") == ["Typed"]


def test_a_school_named_twice_is_refused(publisher):
    school = School.objects.get(slug="merkin")
    response = add(publisher, school, school)
    assert response.status_code == 200
    assert "duplicate" in response.content.decode()
    assert not StoryPage.objects.filter(slug="typed").exists()


def test_an_invalid_date_is_refused(publisher):
    response = add(publisher, date="soon")
    assert "Enter a valid date." in response.content.decode()
    assert not StoryPage.objects.filter(slug="typed").exists()


def test_a_preview_shows_the_schools_just_chosen(publisher):
    url = reverse(
        "wagtailadmin_pages:preview_on_add",
        args=["pages", "storypage", StoryIndexPage.objects.get(locale__language_code="en").pk],
    )
    assert publisher.post(url, form([School.objects.get(slug="merkin")])).json()["is_valid"]
    response = publisher.get(url)
    assert response.status_code == 200
    assert "Richard Merkin" in words(response)
