"""The pages of the school desk, for tests."""

from django.urls import reverse

from tests.html import sent_by, soup


def address(school, name="school_desk", *args):
    return reverse(name, args=[school.slug, *args])


def more(school):
    """The page with everything else about the school."""
    return address(school, "school_desk_more")


def decision(client, proposal):
    """The office's form, filled in."""
    page = soup(client.get(address(proposal.school, "school_desk_proposal", proposal.pk)))
    return sent_by(page.select_one("#approve-section form"))
