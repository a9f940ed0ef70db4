"""A page is private in every language or in none."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.models import Locale, Page, PageViewRestriction

from pages.models import HomePage, StandardPage
from tests.factories import story
from tests.pages.translation.pages import pillar, publish, sign_in, spanish
from toolkit.visibility import public

pytestmark = pytest.mark.django_db


def close(page, **values):
    return PageViewRestriction.objects.create(page=page, **{"restriction_type": "login"} | values)


def is_public(page) -> bool:
    return public(Page.objects.filter(pk=page.pk)).exists()


def send(client, page, **form):
    client.post(reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), form)


def test_an_editor_closes_and_opens_a_page_in_all_languages(client):
    sign_in(client, "Publisher")
    page = pillar()
    writers = Group.objects.get(name="Writer")
    send(client, page, restriction_type="groups", groups=[writers.pk])
    (copy,) = spanish(page).view_restrictions.all()
    assert (copy.restriction_type, [*copy.groups.all()]) == ("groups", [writers])
    send(client, page, restriction_type="login")
    assert spanish(page).view_restrictions.get().restriction_type == "login"
    send(client, spanish(page), restriction_type="none")
    assert is_public(page)
    assert is_public(spanish(page))


def test_visitors_find_a_private_page_in_no_language(client):
    page = story("A zebracorn in class")
    publish(page, summary="Zebracorn")
    translation = CopyPageForTranslationAction(page, Locale.objects.get(language_code="es"), copy_parents=True)
    translation = translation.execute(skip_permission_checks=True)
    publish(translation, title="Un zebracorn en clase")
    places = [
        "/sitemap.xml",
        "/es/buscar/?q=zebracorn",
        translation.get_parent().url,
        f"{translation.get_parent().url}feed.atom",
    ]
    shown = [place for place in places if translation.slug in client.get(place).content.decode()]
    assert shown[:1] == ["/sitemap.xml"]
    assert len(shown) > 2
    close(page)
    for place in shown:
        assert translation.slug not in client.get(place).content.decode(), place
    assert client.get(translation.url).status_code == 302


def test_a_translation_made_later_is_closed_from_the_start():
    page = StandardPage(title="For staff", slug="for-staff", summary="Words.")
    HomePage.objects.get(locale__language_code="en").add_child(instance=page)
    close(page)
    made = CopyPageForTranslationAction(page, Locale.objects.get(language_code="es")).execute(
        skip_permission_checks=True
    )
    publish(made)
    assert not is_public(made)


def test_the_home_page_of_a_further_language_is_closed_alone():
    home = HomePage.objects.get(locale__language_code="en")
    close(spanish(home))
    assert is_public(home)
    assert not is_public(spanish(pillar()))
