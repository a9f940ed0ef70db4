"""The menu and the footer are one list with labels in each language, drafted and previewed before anyone sees it.
Breadcrumbs follow the page tree.
"""

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, PageViewRestriction
from wagtail.test.utils.form_data import nested_form_data, streamfield

from pages.menu.items import hidden_items
from pages.models import Menu, PillarPage, StoryIndexPage
from pages.routing.navigation import navigation
from tests.factories import standard
from tests.html import soup
from tests.pages.translation.pages import publish

pytestmark = pytest.mark.django_db
OUTSIDE = {"address": "https://example.org/", "label_en": "Parent portal", "label_es": "Portal de padres"}


def item(page=None, below=(), **value):
    """A block as it is stored."""
    value |= {"page": page.pk} if page else {}
    value |= {"below": [{"type": "item", "id": "b", "value": one["value"]} for one in below]} if below else {}
    return {"type": "item", "id": "a", "value": value}


def store(header=(), footer=()) -> Menu:
    """Publish a menu and a footer with these stored blocks."""
    menu = Menu.load()
    parts = {"header": [*header], "footer": [*footer]}
    return publish(menu, **{name: getattr(menu, name).stream_block.to_python(raw) for name, raw in parts.items()})


def shown(language="en", name="menu"):
    """(Title, address) of each item for readers of a language."""
    with translation.override(language):
        items = getattr(navigation(RequestFactory().get("/", headers={"host": "testserver"})), name)
    return [(one.title, one.url) for one in items]


def links(response, label="Main"):
    nav = soup(response).find("nav", {"aria-label": label})
    return [link.get_text() for link in nav.find_all("a")]


def url(name, *args):
    return reverse(Menu.snippet_viewset.get_url_name(name), args=args)


def form(*rows, **fields):
    """The form with one item for each of `rows` in the menu."""
    blank = {"page": "", "address": "", "label_en": "", "label_es": "", "below": streamfield([])}
    header = streamfield([("item", blank | row) for row in rows])
    return nested_form_data({"header": header, "footer": streamfield([]), "go_live_at": ""}) | fields


def test_each_language_has_its_labels_in_the_order_of_staff_else_the_title_of_the_page(client, about):
    stories = StoryIndexPage.objects.get(locale__language_code="en")
    store([item(about, label_en="About us"), item(stories, label_es="Noticias"), item(**OUTSIDE)])
    spanish = {page.translation_key: page for page in Page.objects.filter(locale__language_code="es")}
    address, title = "https://example.org/", stories.title
    assert shown() == [("About us", "/about/"), (title, "/stories/"), ("Parent portal", address)]
    assert links(client.get("/")) == ["About us", title, "Parent portal", "Search"]
    theirs = spanish[about.translation_key]
    of_stories = spanish[stories.translation_key].get_url()
    expected = [(theirs.title, theirs.get_url()), ("Noticias", of_stories), ("Portal de padres", address)]
    assert shown("es") == expected


def test_pages_that_are_not_public_are_left_out_and_staff_see_why():
    only, draft, private = standard("English only"), standard("Draft", live=False), standard("Private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    gone = standard("Gone")
    menu = store([item(only), item(draft, [item(only)]), item(private), item(gone), item(label_en="Nothing")])
    gone.delete()
    assert [title for title, _url in shown()] == ["English only"]
    assert shown("es") == []
    reasons = [tuple(map(str, row)) for row in hidden_items(Menu.load())]
    assert ("English only", "Spanish", "It is not translated.") in reasons
    assert ("Draft", "English", "The page is not published.") in reasons
    assert ("Private", "English", "The page is private.") in reasons
    assert ("Nothing", "English", "It has no page or address, or its page was deleted.") in reasons
    assert not any(row[:2] == ("English only", "English") for row in reasons)
    assert menu.header.get_prep_value()[0]["value"]["page"] == only.pk


def test_an_item_is_a_page_or_a_web_address_with_a_label_in_every_language(about):
    refused = ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "/about/", "x" * 9]
    stored = [item(**OUTSIDE | {"address": address}) for address in [*refused, "//example.org", "https://a b"]]
    store(stored, stored)
    assert shown() == shown(name="footer") == []
    block = Menu._meta.get_field("header").stream_block.child_blocks["item"]
    for address in refused:
        value = block.to_python(OUTSIDE)
        value["address"] = address
        with pytest.raises(ValidationError):
            block.clean(value)
    both, bare, nothing = OUTSIDE | {"page": about.pk}, OUTSIDE | {"label_es": ""}, {"label_en": "Nothing"}
    for value in map(block.to_python, (both, bare, nothing)):
        with pytest.raises(ValidationError):
            block.clean(value)
    block.clean_deferred(block.to_python(nothing))  # a draft


def test_a_draft_is_previewed_in_each_language_and_changes_nothing_until_it_is_published(sign_in, client, about):
    editor, menu = sign_in("Publisher"), Menu.load()
    before, edit, preview = links(client.get("/")), url("edit", menu.pk), url("preview_on_edit", menu.pk)
    sent = form({"page": about.pk, "label_en": "Our story", "label_es": "Nuestra historia"}, OUTSIDE)
    titles = {"en": ["Our story", "Parent portal"], "es": ["Nuestra historia", "Portal de padres"]}
    names = {"en": ("/", "Main"), "es": ("/es/", "Principal")}
    assert editor.get(url("list"))["Location"] == edit
    assert editor.post(edit, sent).status_code == 302
    assert links(client.get("/")) == before
    assert editor.post(preview, sent).json()["is_valid"]
    for code, (_path, label) in names.items():
        assert links(editor.get(preview, {"mode": code}), label)[:-1] == titles[code]
    assert editor.get(preview, {"mode": "xx"}).status_code == 403
    assert editor.post(edit, sent | {"action-publish": "yes"}).status_code == 302
    for code, (path, label) in names.items():
        assert links(client.get(path), label)[:-1] == titles[code]


def test_nobody_unpublishes_or_deletes_the_menu(sign_in, admin_client):
    menu, before = Menu.load(), shown()
    for client in (sign_in("Publisher"), admin_client):
        assert "action-unpublish" not in client.get(url("edit", menu.pk)).content.decode()
        for address in (url("unpublish", menu.pk), url("delete", menu.pk), url("add")):
            client.post(address, form(OUTSIDE) | {"action-publish": "yes"})
    bulk = reverse("wagtail_bulk_action", args=["pages", "menu", "delete"])
    admin_client.post(f"{bulk}?id={menu.pk}")
    assert Menu.objects.get().live
    assert shown() == before


def test_the_menu_marks_the_page_being_read_and_those_above_it_and_breadcrumbs_lead_there(client):
    pillar = PillarPage.objects.order_by("path").first()
    found = navigation(RequestFactory().get("/", headers={"host": "testserver"}), pillar)
    mission = found.menu[1]
    assert (mission.is_current, mission.is_trail) == (False, True)
    assert [item.is_current for item in mission.children] == [True, False, False, False]
    footer = [item.title for item in found.footer]  # without lists that have no pages
    assert footer == ["Enroll", "Facts and figures", "Contact", "Accessibility", "Privacy"]
    crumbs = soup(client.get(pillar.url)).find("nav", {"aria-label": "Breadcrumb"})
    assert [link["href"] for link in crumbs.find_all("a")] == ["/", "/mission/"]
    assert crumbs.find(attrs={"aria-current": "page"})
