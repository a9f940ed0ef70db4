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


def test_an_editor_closes_and_opens_a_page_in_all_languages(client):
    def send(page, **form):
        client.post(reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), form)

    sign_in(client, "Publisher")
    page, writers = pillar(), Group.objects.get(name="Writer")
    send(page, restriction_type="groups", groups=[writers.pk])
    (copy,) = spanish(page).view_restrictions.all()
    assert (copy.restriction_type, [*copy.groups.all()]) == ("groups", [writers])
    send(page, restriction_type="login")
    assert spanish(page).view_restrictions.get().restriction_type == "login"
    send(spanish(page), restriction_type="none")
    assert [is_public(one) for one in (page, spanish(page))] == [True, True]
    home = page.get_ancestors().get(depth=2).specific
    close(spanish(home))  # of a home page, one language is closed alone
    assert [is_public(one) for one in (home, spanish(page))] == [True, False]


def test_visitors_find_a_private_page_in_no_language(client):
    page = publish(story("A zebracorn in class"), summary="Zebracorn")
    copy = CopyPageForTranslationAction(page, Locale.objects.get(language_code="es"), copy_parents=True)
    translation = publish(copy.execute(skip_permission_checks=True), title="Un zebracorn en clase")
    index = translation.get_parent().url
    places = ["/sitemap.xml", "/es/buscar/?q=zebracorn", index, f"{index}feed.atom"]
    shown = [place for place in places if translation.slug in client.get(place).content.decode()]
    assert shown[:3] == places[:3]
    close(page)
    for place in shown:
        assert translation.slug not in client.get(place).content.decode(), place
    assert client.get(translation.url).status_code == 302


def test_a_translation_made_later_is_closed_from_the_start():
    home = HomePage.objects.get(locale__language_code="en")
    page = home.add_child(instance=StandardPage(title="For staff", slug="for-staff", summary="Words."))
    close(page)
    copy = CopyPageForTranslationAction(page, Locale.objects.get(language_code="es"))
    assert not is_public(publish(copy.execute(skip_permission_checks=True)))
