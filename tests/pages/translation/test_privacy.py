"""A page is private in every language or in none, has the same place, and returns in each in which it left."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from pages.models import HomePage, PillarPage, StandardPage
from tests.factories import home, standard, story
from tests.html import soup
from tests.pages.forms import PUBLISH, bulk_url, sent
from tests.pages.translation.pages import pillar, publish, spanish, translated
from toolkit.visibility import public

pytestmark = pytest.mark.django_db


def close(page):
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def is_public(page) -> bool:
    return public(Page.objects.filter(pk=page.pk)).exists()


def test_an_editor_closes_and_opens_a_page_in_all_languages(client, sign_in):
    def send(page, **form):
        client.post(reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), form)

    sign_in("Publisher")
    page, writers = pillar(), Group.objects.get(name="Writer")
    send(page, restriction_type="groups", groups=[writers.pk])
    (copy,) = spanish(page).view_restrictions.all()
    assert (copy.restriction_type, [*copy.groups.all()]) == ("groups", [writers])
    send(page, restriction_type="login")
    assert spanish(page).view_restrictions.get().restriction_type == "login"
    send(spanish(page), restriction_type="none")
    assert [is_public(one) for one in (page, spanish(page))] == [True, True]
    close(home("es"))  # of a home page, one language is closed alone
    assert [is_public(one) for one in (home(), spanish(page))] == [True, False]


def test_a_home_page_that_only_repeats_a_private_one_is_private_too(client):
    """As Wagtail makes it, an alias, when it copies a site into a further language."""
    HomePage.objects.filter(locale__language_code="es").update(alias_of=home())
    assert client.get("/es/").status_code == 200
    close(home())
    assert [client.get(path).status_code for path in ("/", "/es/")] == [302, 302]


def test_visitors_find_a_private_page_in_no_language(client):
    page = publish(story("A zebracorn in class"), summary="Zebracorn")
    translation = translated(page, title="Un zebracorn en clase")
    index = translation.get_parent().url
    places = ["/sitemap.xml", "/es/buscar/?q=zebracorn", index, f"{index}feed.atom"]
    shown = [place for place in places if translation.slug in client.get(place).content.decode()]
    assert shown[:3] == places[:3]
    close(page)
    for place in shown:
        assert translation.slug not in client.get(place).content.decode(), place
    assert client.get(translation.url).status_code == 302


def test_a_translation_made_later_is_closed_from_the_start():
    page = standard("For staff")
    close(page)
    assert not is_public(translated(page))


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_order_of_the_pillars_is_the_same_in_every_language_and_in_the_menu(client, sign_in, language):
    def pillars(code):
        return PillarPage.objects.filter(locale__language_code=code).order_by("path")

    sign_in("Publisher")
    for position in (0, 1, 3):
        page = pillars(language)[2]
        client.post(f"{reverse('wagtailadmin_pages:set_page_position', args=[page.pk])}?position={position}")
        english, spanish = ([one.translation_key for one in pillars(code)] for code in ("en", "es"))
        assert english == spanish
        assert english.index(page.translation_key) == position
    for code, path in (("en", "/"), ("es", "/es/")):
        titles = [page.short_title for page in pillars(code)]
        menu = [link.get_text(strip=True) for link in soup(client.get(path)).header.select("nav a")]
        assert [title for title in menu if title in titles] == titles


def test_a_page_that_is_moved_takes_its_translation_along_unless_its_address_is_taken(client, sign_in, contact):
    sign_in("Publisher")
    privacy = StandardPage.objects.get(slug="privacy", locale=contact.locale)
    move = reverse("wagtailadmin_pages:move_confirm", args=[contact.pk, privacy.pk])
    before = spanish(contact).url
    assert client.post(move).status_code == 302
    assert spanish(contact).get_parent().specific == spanish(privacy)
    assert client.get(before).status_code in (301, 302)
    standard("Other", home("es"), slug=spanish(contact).slug)
    client.post(reverse("wagtailadmin_pages:move_confirm", args=[contact.pk, home().pk]))
    assert StandardPage.objects.get(pk=contact.pk).get_parent().pk == home().pk
    assert spanish(contact).get_parent().specific == spanish(privacy)


def test_a_page_that_is_published_again_brings_back_the_translations_that_left_with_it(client, sign_in):
    sign_in("Publisher")
    page, unpublish = pillar(), reverse("wagtailadmin_pages:unpublish", args=[pillar().pk])
    draft = spanish(page)
    draft.summary = "Un borrador."
    draft.save_revision()
    client.post(unpublish)
    assert not spanish(page).live
    scheduled = pillar()
    scheduled.go_live_at = timezone.now() + timedelta(days=7)
    scheduled.save_revision().publish()
    assert not spanish(page).live
    publish(pillar(), go_live_at=None)
    back = spanish(page)
    assert (back.live, back.summary == "Un borrador.", back.has_unpublished_changes) == (True, False, True)
    assert back.get_latest_revision_as_object().summary == "Un borrador."
    client.post(reverse("wagtailadmin_pages:unpublish", args=[back.pk]))
    assert pillar().live
    publish(pillar(), summary="Changed.")
    assert not spanish(page).live  # it left alone


def test_a_page_wholly_in_english_goes_out_in_spanish_only_with_a_reason(client, sign_in):
    sign_in("Publisher")
    copy = publish(standard()).copy_for_translation(home("es").locale)
    assert "No text of “Visit us” is in Spanish." in str(sent(client, copy, **PUBLISH)["english_only"])
    assert not sent(client, copy)  # a draft
    told = client.post(bulk_url("publish", copy), follow=True).content.decode()
    assert "No text of “Visit us” is in Spanish." in told
    assert not StandardPage.objects.get(pk=copy.pk).live
    assert not sent(client, copy, english_only="Opens today", **PUBLISH)
    assert StandardPage.objects.get(pk=copy.pk).live
    history = client.get(reverse("wagtailadmin_pages:history", args=[copy.pk])).content.decode()
    assert "Published without a translation: Opens today" in history
    assert not sent(client, copy, title="Visítenos", **PUBLISH)
