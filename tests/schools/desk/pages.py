"""The pages of the school desk, for tests."""

from bs4 import BeautifulSoup
from django.urls import reverse

from tests.html import soup


def address(school, name="school_desk", *args):
    return reverse(name, args=[school.slug, *args])


def more(school):
    """The page with everything else about the school."""
    return address(school, "school_desk_more")


def text(response) -> str:
    return " ".join(soup(response).find("main").get_text(" ").split())


def decision(client, proposal):
    """The office's form, filled in."""
    page = BeautifulSoup(
        client.get(address(proposal.school, "school_desk_proposal", proposal.pk)).content, "html.parser"
    )
    fields = page.select("#approve-section input[name^=approve-], #approve-section textarea")
    return {field["name"]: field.get("value", "") for field in fields if field.get("type") != "checkbox"}
