"""A page with a picture of scholars is published only while there is consent, and shows it only as long."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, streamfield

from media.models import SiteImage
from pages.models import StandardPage
from pages.models.pictures import refusals
from tests.factories import standard
from tests.html import assert_valid, words
from tests.pages.forms import bulk_url, sent
from tests.pages.translation.pages import publish

pytestmark = pytest.mark.django_db
NONE = {"people": "scholars"}
ENDED = NONE | {"release": "Binder 3", "consent_until": timezone.localdate() - timedelta(days=1)}
VALID = NONE | {"release": "Binder 3", "consent_until": timezone.localdate() + timedelta(days=1)}
WITHDRAWN = VALID | {"consent_withdrawn": timezone.localdate()}
NOT_RECORDED = {"people": ""}


@pytest.fixture
def scholars(picture):
    return lambda record: picture(size=(1300, 700), title="In the lab", **record)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (NONE, "The picture “In the lab” shows scholars, and no consent is recorded. Choose another picture, or"),
        (ENDED, "Consent for the picture “In the lab” has ended. Choose another picture, or open this one under"),
        (WITHDRAWN, "Consent for the picture “In the lab” was withdrawn."),
        (NOT_RECORDED, "Nobody has recorded who is in the picture “In the lab”."),
    ],
)
def test_a_page_without_consent_is_refused_with_the_picture_and_what_to_do(scholars, contact, record, said):
    contact.listing_image = scholars(record)
    assert said in refusals([contact])[0]
    contact.listing_image = scholars(VALID)
    assert refusals([contact]) == []


@pytest.mark.parametrize(
    ("field", "role", "button"),
    [("body", "Writer", "action-submit"), ("listing_image", "Publisher", "action-publish")],
)
def test_the_form_refuses_it_at_the_field_and_saves_a_draft(sign_in, scholars, contact, field, role, button):
    client, publish = sign_in(role), {button: "1", "english_only": "Only the picture changed"}

    def errors(record, **button):
        image = scholars(record).pk
        picture = {"image": {"image": image, "alt_text": "Two scholars"}, "caption": ""}
        body = nested_form_data({"body": streamfield([("picture", picture)])})
        return sent(client, contact, **(body if field == "body" else {field: image}), **button)

    assert list(errors(NONE, **publish)) == [field]
    assert errors(NONE) == {}
    assert errors(VALID, **publish) == {}


@pytest.mark.parametrize(("record", "is_shown"), [(ENDED, 0), (VALID, 1)])
def test_visitors_and_the_search_get_a_picture_and_its_words_only_with_consent(
    client, scholars, contact, record, is_shown
):
    image = scholars(record)
    contact = publish(contact, listing_image=image, body=[("picture", {"image": image, "caption": "Zinnia in 2019"})])
    page = assert_valid(client.get("/contact/"))
    assert len(page.select(".masthead picture")) == len(page.select("figure picture")) == is_shown
    assert len(page.select(".masthead svg.horizon, .masthead__art svg")) == 1 - is_shown
    assert ("Zinnia" in str(page)) is bool(is_shown)
    shared = page.find("meta", property="og:image")["content"]
    assert ("/media/" in shared, "/share/" in shared) == (bool(is_shown), not is_shown)
    indexed = " ".join(contact.body.stream_block.get_searchable_content(contact.body))
    assert ("Zinnia" in indexed) is bool(is_shown)
    assert [text for _label, text in contact.search_parts() if "Zinnia" in text] == [], "a result never quotes it"


def test_the_chooser_says_which_pictures_cannot_be_published(sign_in, scholars):
    client = sign_in("Writer")
    scholars(VALID)
    address = reverse("wagtailimages_chooser:choose_results")
    assert "cannot be published" not in client.get(address).content.decode()
    scholars(ENDED)
    assert "A page with “In the lab” cannot be published: Consent ended." in client.get(address).content.decode()


def test_bulk_publishing_refuses_drafts_that_may_not_be_published_and_names_them(sign_in, scholars, contact):
    client = sign_in("Publisher")
    privacy = StandardPage.objects.get(slug="privacy", locale__language_code="en")
    child = standard("Below", privacy, live=False, listing_image=scholars(NOT_RECORDED))
    contact.body = [("picture", {"image": scholars(ENDED)})]
    contact.save_revision()
    live = contact.live_revision_id

    def publish(*pages, below=False):
        data = {"include_descendants": "on"} if below else {}
        return words(client.post(bulk_url("publish", *pages), data, follow=True))

    said = publish(privacy, contact)
    assert f"{contact.title}: Consent for the picture “In the lab” has ended." in said
    assert "1 page has been published" in publish(privacy)
    assert "Below: Nobody has recorded who is in the picture “In the lab”." in publish(privacy, below=True)
    contact.refresh_from_db()
    child.refresh_from_db()
    assert (contact.live_revision_id, child.live) == (live, False)
    SiteImage.objects.update(people="no_one", consent_until=None)
    assert "and 1 child page have been published" in publish(privacy, contact, below=True)
