"""A first day: from the editor's home to a scheduled story with a picture and a figure, in few clicks."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from pages.models import Figure, StoryPage
from quality.audit.axe import violations
from tests.hostile.files import picture

from .editing import Hand

MOST_CLICKS = 13
pytestmark = pytest.mark.usefixtures("nothing_is_blocked")


def test_a_story_with_a_picture_and_a_figure_from_home_to_scheduled(sign_in, site_url):
    figure = Figure.objects.get(name="Scholars, counted by the state")
    page = sign_in("Publisher")
    page.goto(f"{site_url}/admin/")
    click = Hand(page)

    click("link", "Write a story")
    page.get_by_placeholder("Story title").or_(page.locator("#id_title")).first.fill("Our first science fair")
    page.get_by_role("textbox", name="Summary").fill("Scholars of all schools showed what they built.")

    click("button", "Choose a picture")
    chooser = page.get_by_role("dialog")
    click("tab", "Upload", chooser)
    photo = {"name": "IMG_0007.jpg", "mimeType": "image/jpeg", "buffer": picture("JPEG", (1600, 900))}
    chooser.locator("input[type=file]").set_input_files(photo)
    chooser.get_by_label("Title").fill("Science fair")
    chooser.get_by_label("Alternative text").fill("A table with three model bridges")
    chooser.get_by_label("No one who can be recognized").check()
    click("button", "Upload", chooser)
    expect(chooser).to_be_hidden()

    click("button", "Insert a block")
    click("option", "Section")
    page.get_by_role("textbox", name="Heading").fill("Bridges and robots")
    text = page.locator(".Draftail-Editor [contenteditable=true]").first
    text.click()
    click.clicks += 1
    text.press_sequentially("We are /")
    click("option", "Figure", exact=True)
    expect(page.locator(".modal")).to_be_focused()  # before it is open, it would take the focus back
    click("link", figure.newest.value, page.get_by_role("dialog"))
    expect(page.locator(".Draftail-Editor").get_by_text(figure.newest.value)).to_be_visible()
    expect(text).to_be_focused()

    click("button", "More actions")
    click("button", "Schedule…")
    expect(page.get_by_label("Goes live")).to_be_focused()
    assert [one for one in violations(page) if "id_go_live_at" in one or "schedule" in one] == []
    page.get_by_label("Goes live").fill(f"{timezone.localdate() + timedelta(days=3)}T08:30")
    click("button", "Publish with these dates")
    expect(page.locator(".messages")).to_contain_text("Scheduled to go live on")
    assert click.clicks <= MOST_CLICKS

    story = StoryPage.objects.get(title="Our first science fair")
    draft = story.get_latest_revision_as_object()
    assert story.scheduled_revision
    assert draft.listing_image.description == "A table with three model bridges"
    assert f'<embed embedtype="figure" id="{figure.pk}"/>' in draft.body[0].value["text"].source

    page.goto(f"{site_url}/admin/")
    expect(page.locator("#coming-section")).to_contain_text("Our first science fair")
