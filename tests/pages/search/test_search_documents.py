"""Documents are found by title, tags and file name; never those of private collections."""

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.documents.forms import get_document_form, get_document_multi_form
from wagtail.models import Collection, CollectionViewRestriction

from media.models import SiteDocument
from pages.models import StandardPage
from tests.factories import home
from tests.html import assert_valid, soup, words
from tests.pages.search.results import links, search

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    def make(title="Quokka", name="bell-schedule_2031.pdf", tags=(), **fields):
        made = SiteDocument(title=title, file=SimpleUploadedFile(name, b"x" * 2048), **fields)
        made._set_document_file_metadata()
        made.save()
        made.tags.add(*tags)
        return made

    return make


def test_a_document_is_found_by_title_tag_and_file_name_and_nothing_else_until_it_is_deleted(client, document):
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


def test_a_document_is_shown_with_kind_size_and_reason(client, document):
    document(tags=["timbre"])
    response = search(client, "timbre")
    assert_valid(response)
    text = words(response).replace("\xa0", " ")
    assert [part in text for part in ("1 result", "Document, PDF", "2.0 KB", "Tags: timbre")] == [True] * 4
    assert "File name: bell- schedule _2031" in words(search(client, "schedule"))  # the word is marked
    SiteDocument.objects.create(title="Zebra", file="documents/zebra")  # without an ending or a size
    response = search(client, "zebra")
    assert_valid(response)
    assert soup(response).select_one(".result__kind").get_text(strip=True) == "Document"


@pytest.mark.parametrize("kind", [CollectionViewRestriction.LOGIN, CollectionViewRestriction.GROUPS])
@pytest.mark.parametrize("above", [False, True])
def test_documents_of_private_collections_are_never_found(client, document, kind, above):
    root = Collection.get_first_root_node()
    parent = root.add_child(name="Parent")
    collection = parent.add_child(name="Child")
    CollectionViewRestriction.objects.create(collection=parent if above else collection, restriction_type=kind)
    made = document(collection=collection)
    for query in ("quokka", "quoka", "quok", "quokka graduation", "bell schedule"):
        response = search(client, query)
        assert made.url not in response.content.decode()
        assert "quokka" not in response.context["answer"].meant
    assert client.get(made.url).status_code == 302
    beside = document("Zebra", collection=root.add_child(name="Public"))
    assert links(client, "zebra") == [beside.url]


def test_pages_come_before_documents_and_all_are_paged_together(client, document):
    urls = [document(f"Quokka {n}").url for n in range(12)]
    home().add_child(instance=StandardPage(title="About animals", slug="quokka-page", summary="Quokka"))
    first, second = links(client, "quokka"), links(client, "quokka", page=2)
    assert first[0] == "/quokka-page/"
    assert (len(first), len(second)) == (10, 3)
    assert {*first[1:], *second} == set(urls)


def test_whoever_uploads_a_document_reads_who_will_find_it(admin_user):
    one, several = get_document_form(SiteDocument), get_document_multi_form(SiteDocument)
    assert "private" in str(one(user=admin_user).fields["file"].help_text)
    assert "private" in str(several(user=admin_user).fields["title"].help_text)
