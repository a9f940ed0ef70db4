"""Documents are found by title, tags and file name; never those of private collections. Staff choose the top results.

Visitors' searches are not stored.
"""

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits, SearchPromotion
from wagtail.models import Collection, CollectionViewRestriction
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from media.models import SiteDocument
from tests.factories import standard
from tests.html import assert_valid, words
from tests.pages.search.results import HIDDEN, hidden, links, search

pytestmark = pytest.mark.django_db


def document(title="Quokka", name="bell-schedule_2031.pdf", tags=(), **fields):
    made = SiteDocument(title=title, file=SimpleUploadedFile(name, b"x" * 2048), **fields)
    made._set_document_file_metadata()
    made.save()
    made.tags.add(*tags)
    return made


def test_a_document_is_found_by_title_tag_and_file_name_and_nothing_else_until_it_is_deleted(client):
    user = get_user_model().objects.create_user("zebrafinch", "zebrafinch@example.org", "a long password 42")
    made = document("Quokka: inscripción <script>alert(1)</script>", tags=["timbre"], uploaded_by_user=user)
    queries = ("quokka", "Quokkas", "timbre", "bell schedule", "schedule 2031", "quok", "inscripcion", "quoka")
    assert [query for query in queries if links(client, query) != [made.url]] == []
    assert "Showing results for “quokka”" in words(search(client, "quoka"))
    assert "<script>alert" not in search(client, "quokka").content.decode()
    assert client.get(made.url).headers["Content-Disposition"].startswith("attachment")
    assert links(client, "zebrafinch") == []
    made.tags.remove("timbre")
    assert links(client, "timbre") == []
    made.delete()
    assert links(client, "quokka") == []


def test_a_document_is_shown_with_kind_size_and_reason(client):
    document(tags=["timbre"])
    response = search(client, "timbre")
    assert_valid(response)
    text = words(response).replace("\xa0", " ")
    assert [part in text for part in ("1 result", "Document, PDF", "2.0 KB", "Tags: timbre")] == [True] * 4
    assert "File name: bell- schedule _2031" in words(search(client, "schedule"))  # the word is marked
    SiteDocument.objects.create(title="Zebra", file="documents/zebra")  # without an ending or a size
    page = assert_valid(search(client, "zebra"))
    assert page.select_one(".result__kind").get_text(strip=True) == "Document"


@pytest.mark.parametrize("kind", [CollectionViewRestriction.LOGIN, CollectionViewRestriction.GROUPS])
@pytest.mark.parametrize("above", [False, True])
def test_documents_of_private_collections_are_never_found(client, kind, above):
    root = Collection.get_first_root_node()
    parent = root.add_child(name="Parent")
    collection = parent.add_child(name="Child")
    CollectionViewRestriction.objects.create(collection=parent if above else collection, restriction_type=kind)
    made = document(collection=collection)
    for query in ("quokka", "quoka", "quok", "quokka graduation", "bell schedule"):
        response = search(client, query)
        assert made.url not in response.content.decode()
        assert "quokka" not in response.context["answer"].meant
    beside = document("Zebra", collection=root.add_child(name="Public"))
    assert links(client, "zebra") == [beside.url]


def test_pages_come_before_documents_and_all_are_paged_together(client):
    urls = [document(f"Quokka {n}").url for n in range(12)]
    standard("About animals", slug="quokka-page", summary="Quokka")
    first, second = links(client, "quokka"), links(client, "quokka", page=2)
    assert first[0] == "/quokka-page/"
    assert (len(first), len(second)) == (10, 3)
    assert {*first[1:], *second} == set(urls)


# Recommended results


def recommend(text, page=None, **fields):
    return SearchPromotion.objects.create(query=Query.get(text), page=page, **fields)


def test_recommendations_come_first_once_in_the_order_and_words_of_staff(client, about):
    recommend("equity", about, description="Start <b>here</b>.", sort_order=0)
    site = {"external_link_url": "https://example.org/x?a=1&b=2", "external_link_text": "Enroll"}
    recommend("equity", description="Apply.", sort_order=1, **site)
    page, found = assert_valid(search(client, "equity")), links(client, "equity")
    assert found[:2] == ["/about/", "https://example.org/x?a=1&b=2"]
    assert found.count("/about/") == 1
    assert "/mission/equity/" in found
    first, second = page.select("ol.results > li")[:2]
    assert "Recommended" in first.get_text()
    assert "Start <b>here</b>." in first.get_text()
    assert "example.org" in second.get_text()
    assert "Apply." in second.get_text()
    assert len(page.select(".result__mark")) == 2
    assert "/about/" not in links(client, "equity foundation")
    assert "Recommended" not in words(search(client, "equity foundation"))


def test_accents_capitals_punctuation_and_typos_make_no_difference_and_searches_are_not_stored(client, about):
    recommend("inscripción", about)
    recommend("privacy", about)
    for query in ("Inscripción", "inscripcion", "  INSCRIPCIÓN! "):
        assert links(client, query) == ["/about/"], query
    assert links(client, "privcay")[0] == "/about/"
    for query in ("quokka", "graduaton", "milt valera"):
        search(client, query)
    assert {query.query_string for query in Query.objects.all()} == {"inscripción", "privacy"}
    assert not QueryDailyHits.objects.exists()


@pytest.mark.parametrize("how", HIDDEN)
def test_pages_that_are_not_public_are_never_recommended(client, how):
    recommend("equity", hidden("Hidden quokka", how), description="A secret")
    text = words(search(client, "equity"))
    assert "Hidden" not in text
    assert "secret" not in text


def test_publishers_recommend_pages_in_the_editor_which_counts_no_searches(client, sign_in, about):
    assert "Views" not in words(sign_in("Publisher").get(reverse("wagtailsearchpromotions:index")))
    picks = inline_formset([{"page": about.pk, "description": "Begin here"}])
    sent = nested_form_data({"query_string": "Equity", "editors_picks": picks})
    client.post(reverse("wagtailsearchpromotions:add"), sent)
    client.logout()
    assert links(client, "equity")[0] == "/about/"
