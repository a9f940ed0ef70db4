"""Helpers for tests of the site search."""

from tests.html import soup


def search(client, query, **more):
    response = client.get("/search/", {"q": query, **more})
    assert response.status_code == 200
    return response


def links(client, query, **more):
    """The addresses of the results, in order."""
    return [link["href"] for link in soup(search(client, query, **more)).main.select("ol.results h2 a")]
