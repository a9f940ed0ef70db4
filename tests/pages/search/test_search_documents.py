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


@pytest.mark.parametrize(
    "query", ["quokka", "Quokkas", "timbre", "bell schedule", "schedule 2031", "quok", "inscripcion", "INSCRIPCIÓN"]
)
def test_a_document_is_found_by_title_tag_and_file_name(client, document, query):
    made = document("Quokka: inscripción", tags=["timbre"])
    assert made.url in links(client, query)


def test_added_and_removed_tags_count_at_once(client, document):
    made = document()
    made.tags.add("timbre")
    assert links(client, "timbre") == [made.url]
    made.tags.remove("timbre")
    assert not links(client, "timbre")


def test_a_match_within_a_file_name_is_marked(client, document):
    document(name="bell_schedule.pdf")
    assert "File name: bell_ schedule" in words(search(client, "schedule"))


def test_a_typo_finds_a_document(client, document):
    made = document()
    assert links(client, "quoka") == [made.url]
    assert "Showing results for “quokka”" in words(search(client, "quoka"))


def test_a_document_is_shown_with_kind_size_and_reason(client, document):
    document(tags=["timbre"])
    response = search(client, "timbre")
    assert_valid(response)
    text = words(response)
    assert "1 result" in text
    assert "Document, PDF" in text
    assert "2.0 KB" in text.replace("\xa0", " ")
    assert "Tags: timbre" in text
    assert "File name: bell- schedule _2031" in words(search(client, "schedule"))  # the word is marked


def test_its_link_is_a_download(client, document):
    made = document()
    (href,) = links(client, "quokka")
    assert href == made.url
    assert client.get(href).headers["Content-Disposition"].startswith("attachment")


def test_titles_are_escaped(client, document):
    document("Quokka <script>alert(1)</script>", name="a.pdf")
    assert "<script>alert" not in search(client, "quokka").content.decode()


def test_a_file_without_an_ending_or_a_size_is_no_error(client):
    SiteDocument.objects.create(title="Quokka", file="documents/quokka")
    response = search(client, "quokka")
    assert_valid(response)
    assert soup(response).select_one(".result__kind").get_text(strip=True) == "Document"


@pytest.mark.parametrize("kind", [CollectionViewRestriction.LOGIN, CollectionViewRestriction.GROUPS])
@pytest.mark.parametrize("above", [False, True])
def test_private_collections_are_never_found(client, document, kind, above):
    parent = Collection.get_first_root_node().add_child(name="Parent")
    collection = parent.add_child(name="Child")
    CollectionViewRestriction.objects.create(collection=parent if above else collection, restriction_type=kind)
    made = document(collection=collection)
    for query in ("quokka", "quoka", "quok", "quokka graduation", "bell schedule"):
        response = search(client, query)
        assert made.url not in response.content.decode()
        assert "quokka" not in response.context["answer"].meant
    assert client.get(made.url).status_code == 302


def test_a_collection_beside_a_private_one_is_public(client, document):
    root = Collection.get_first_root_node()
    private, beside = root.add_child(name="Private"), root.add_child(name="Public")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    made = document(collection=beside)
    assert links(client, "quokka") == [made.url]


def test_pages_come_before_documents_and_all_are_paged_together(client, document):
    urls = [document(f"Quokka {n}").url for n in range(12)]
    home().add_child(instance=StandardPage(title="About animals", slug="quokka-page", summary="Quokka"))
    first, second = links(client, "quokka"), links(client, "quokka", page=2)
    assert first[0] == "/quokka-page/"
    assert (len(first), len(second)) == (10, 3)
    assert {*first[1:], *second} == set(urls)


def test_the_name_of_the_uploader_is_not_searched(client, document):
    user = get_user_model().objects.create_user("zebrafinch", "zebrafinch@example.org", "a long password 42")
    document(uploaded_by_user=user)
    assert links(client, "zebrafinch") == []


def test_a_deleted_document_is_not_found(client, document):
    document().delete()
    assert links(client, "quokka") == []


def test_whoever_uploads_a_document_reads_who_will_find_it(admin_user):
    one, several = get_document_form(SiteDocument), get_document_multi_form(SiteDocument)
    assert "private" in str(one(user=admin_user).fields["file"].help_text)
    assert "private" in str(several(user=admin_user).fields["title"].help_text)
