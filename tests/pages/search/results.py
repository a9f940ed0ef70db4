"""Helpers for tests of the site search."""

from wagtail.models import Page, PageViewRestriction

from tests.factories import home, standard
from tests.html import soup

SPANISH = "/es/buscar/"
HIDDEN = ["draft", "private", "below private", "unpublished", "other language"]


def search(client, query, address="/search/", **more):
    response = client.get(address, {"q": query, **more})
    assert response.status_code == 200
    return response


def links(client, query, address="/search/", **more):
    """The addresses of the results, in order."""
    return links_of(search(client, query, address, **more))


def links_of(response):
    return [link["href"] for link in soup(response).main.select("ol.results h2 a")]


def hidden(title, how):
    """A page that no visitor of the English site sees, for one of the reasons `HIDDEN`."""
    page = standard(title, home("es" if how == "other language" else "en"), live=how != "draft")
    if how == "private":
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    elif how == "below private":
        parent = standard("Parent")
        Page.objects.get(pk=page.pk).move(parent, "last-child")
        PageViewRestriction.objects.create(page=parent, restriction_type="login")
    elif how == "unpublished":
        page.unpublish()
    return page
