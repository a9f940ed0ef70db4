"""Search finds pages and schools, and nothing that is not public."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pages.models import HomePage, StandardPage
from schools.models import SchoolPage
from tests.factories import SchoolFactory, profile
from tests.html import assert_valid, soup, words

pytestmark = pytest.mark.django_db


def links(client, query, **more):
    response = client.get("/search/", {"q": query, **more})
    assert response.status_code == 200
    return [link["href"] for link in soup(response).main.select("ol a, ul a") if "?" not in link["href"]]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("Merkin", "/schools/merkin/"),
        ("College-Ready Academy #1", "/schools/gertz-ressler/"),
        ("Media Arts", "/schools/mckinzie/"),
        ("Watts", "/schools/simon-tech/"),
        ("91352", "/schools/valera/"),
        ("19647330106864", "/schools/gertz-ressler/"),
        ("equity", "/mission/equity/"),
        ("Judy Ivie Burton", "/about/"),
        ("privacy", "/privacy/"),
    ],
)
def test_pages_and_schools_are_found(client, query, path):
    assert path in links(client, query)


def test_a_renamed_school_is_found_by_its_new_name(client):
    page = profile()
    page.school.name = "Alliance Zephyr Academy"
    page.school.save()
    assert f"/schools/{page.slug}/" in links(client, "Zephyr")


def test_a_changed_address_is_found(client):
    page = profile()
    page.school.campus.street = "77 Quixote Avenue"
    page.school.campus.save()
    assert f"/schools/{page.slug}/" in links(client, "Quixote")


def test_a_closed_school_is_marked_closed(client):
    assert "Closed" in words(client.get("/search/", {"q": "Tennenbaum"}))


def test_no_words_and_no_results_are_answered_kindly(client):
    for query in ("", "   ", "zzzzzz"):
        response = client.get("/search/", {"q": query})
        assert response.status_code == 200
        assert_valid(response)
    assert links(client, "zzzzzz") == []


@pytest.mark.parametrize(
    "query", ["\x00", "'; DROP TABLE", "<script>alert(1)</script>", "%", "a" * 5000, "\\", "é ñ 中", "!:&|()*"]
)
def test_hostile_words_do_no_harm(client, query):
    response = client.get("/search/", {"q": query})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("number", ["0", "-1", "999", "x", ""])
def test_any_page_number_is_answered(client, number):
    assert client.get("/search/", {"q": "school", "page": number}).status_code == 200


def test_results_come_in_pages_and_queries_stay_the_same(client):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get("/search/", {"q": "quokka"}).status_code == 200
        return len(queries)

    home = HomePage.objects.get()
    home.add_child(instance=StandardPage(title="Quokka 0", slug="quokka-0"))
    client.get("/search/", {"q": "quokka"})
    one = count()
    for n in range(1, 25):
        home.add_child(instance=StandardPage(title=f"Quokka {n}", slug=f"quokka-{n}"))
    assert count() == one <= 15
    assert len(links(client, "quokka")) == 10
    assert len(links(client, "quokka", page=3)) == 5


def test_result_pages_are_not_for_search_engines(client):
    assert "noindex" in soup(client.get("/search/?q=equity")).find("meta", {"name": "robots"})["content"]


def test_a_school_without_a_published_profile_is_not_found(client):
    school = SchoolFactory(name="Alliance Unpublished Yonder School")
    profile(school, live=False)
    assert links(client, "Yonder") == []
    assert SchoolPage.objects.filter(school=school).exists()
