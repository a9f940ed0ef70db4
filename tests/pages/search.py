"""Asking the site's search, as tests do."""

from tests.html import soup


def search(client, query, **more):
    response = client.get("/search/", {"q": query, **more})
    assert response.status_code == 200
    return response


def links(client, query, **more):
    """The addresses of the results, in their order."""
    return [link["href"] for link in soup(search(client, query, **more)).main.select("ol.results h2 a")]
