"""The editor works under its enforced content security policy, and a first story takes few clicks."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from pages.models import Figure, StoryIndexPage, StoryPage
from quality.audit.axe import violations
from tests.factories import story
from tests.hostile.files import pdf, picture

from .staff import Hand

pytestmark = pytest.mark.usefixtures("nothing_is_blocked")
PLACEHOLDER = """element => getComputedStyle(element.querySelector(".Draftail-block--empty"), "::before").content"""
HOME = "Alliance College-Ready Public Schools"
PAPER = {"name": "paper.pdf", "mimeType": "application/pdf", "buffer": pdf()}


def dialog(page):
    return page.locator(".modal-content")


def pick_a_day(field):
    """Pick the 15th of this month in the open date picker, and leave the field."""
    field.click()
    picker = field.page.locator(".xdsoft_datetimepicker:visible")
    picker.locator(".xdsoft_date:not(.xdsoft_other_month)[data-date='15']").click()
    expect(field).to_have_value(re.compile(r"-15\b"))
    expect(picker).to_have_count(0)
    field.page.keyboard.press("Tab")


def insert_block(page, name):
    page.locator("#panel-child-content-body-content").get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name=re.compile(f"^{name}")).click()


def test_what_is_inline_is_blocked_and_the_test_notices(sign_in, site_url, nothing_is_blocked):
    page = sign_in("Writer")
    page.goto(f"{site_url}/admin/")
    page.evaluate("""() => {
        document.body.insertAdjacentHTML("beforeend", "<p id=p style='color: red'><style>p { color: red }</style>");
        document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.ran = true'>");
        document.body.append(Object.assign(document.createElement("script"), { text: "window.ran = true" }));
        document.body.append(Object.assign(document.createElement("style"), { textContent: "#p { opacity: 0.5 }" }));
    }""")
    expect(page.locator("#p")).to_have_css("opacity", "0.5")  # a style set by one of this site's scripts
    assert page.evaluate("window.ran") is None
    assert page.locator("#p").evaluate("p => getComputedStyle(p).color") != "rgb(255, 0, 0)"
    for directive in ("style-src-attr", "style-src-elem", "script-src-attr", "script-src-elem"):
        assert any(text.startswith(f"{directive} inline") for text in nothing_is_blocked), directive
    nothing_is_blocked.clear()


def test_a_writer_writes_a_story_and_submits_it(sign_in, site_url):
    page = sign_in("Writer")
    page.goto(f"{site_url}/admin/")
    page.get_by_role("link", name="Pictures", exact=True).click()
    page.goto(f"{site_url}/admin/pages/{StoryIndexPage.objects.get(locale__language_code='en').pk}/")
    page.get_by_role("link", name="Add child page").click()
    page.locator("#id_title").fill("A story of a walk")
    page.locator("#id_summary").fill("A walk.")
    pick_a_day(page.locator("#id_date"))

    body = page.locator("#panel-child-content-body-content")
    insert_block(page, "Section")
    body.get_by_label("Heading").fill("What happened")
    text = body.locator("[contenteditable=true]")
    assert "Write something" in text.locator("..").locator("..").evaluate(PLACEHOLDER)
    text.press_sequentially("/")
    page.get_by_role("option", name="Bulleted list").click()
    expect(text.locator("li")).to_have_text("")
    text.press_sequentially("Words here")
    text.press("Shift+Home")
    text.press("Control+c")
    text.press("Control+k")
    expect(page.locator(".modal")).to_be_focused()  # before it is open, it would take the focus back
    dialog(page).get_by_role("link", name="External link").click()
    dialog(page).get_by_label("URL").fill("https://example.org/")
    dialog(page).get_by_role("button", name="Insert link").click()
    expect(text.get_by_role("button")).to_have_text("Words here")
    expect(text).to_be_focused()
    text.press("End")
    text.press("Enter")
    expect(text.locator("li")).to_have_count(2)
    text.press_sequentially("/")
    page.get_by_role("option", name="Document", exact=True).click()
    dialog(page).get_by_role("tab", name="Upload").click()
    dialog(page).locator("input[type=file]").set_input_files(PAPER)
    dialog(page).get_by_label("Title").fill("A paper")
    dialog(page).get_by_role("button", name="Upload").click()
    text.get_by_text("A paper").wait_for()

    insert_block(page, "Call to action")
    blocks = page.locator("[data-streamfield-child]")
    expect(blocks).to_have_count(2)
    added = blocks.last
    added.get_by_label("Heading").fill("Continue")
    added.get_by_label("Button text").fill("Go")
    added.get_by_role("button", name="Choose a page").click()
    dialog(page).get_by_role("link", name=HOME).first.click()
    added.get_by_text(HOME).wait_for()
    body.get_by_role("button", name="Move up").last.click()
    expect(blocks.first).to_contain_text("Button text")
    insert_block(page, "Figures")
    body.get_by_role("button", name="Choose figure").click()
    dialog(page).get_by_role("link", name=re.compile("Schools open today")).click()
    body.get_by_text("Schools open today").first.wait_for()

    add_school = page.get_by_role("button", name="Add School", exact=True)
    add_school.click()
    page.get_by_role("button", name="Choose school").click()
    dialog(page).get_by_role("link", name=re.compile("Gertz")).click()
    expect(page.locator("#id_school_links-0-school")).not_to_have_value("")
    add_school.click()
    page.locator("#id_school_links-1-DELETE-button").click()

    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("[data-w-preview-target=iframe]").first.locator("main")
    preview.get_by_text("Words here").wait_for()
    page.get_by_role("button", name="Toggle checks").click()
    page.get_by_role("heading", name="Words", exact=True).wait_for()
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name=re.compile("^Submit to")).click()
    page.locator(".messages").get_by_text("was sent for approval").wait_for()
    assert StoryPage.objects.get(title="A story of a walk").current_workflow_state


def test_a_publisher_approves_schedules_compares_and_reports(sign_in, site_url):
    told = story("A story of a walk", live=False)
    writer = get_user_model().objects.create_user("wendy")
    told.summary = "A walk."
    told.save_revision(user=writer)
    told.get_workflow().start(told, writer)
    told.title = "A story of another walk"
    second = told.save_revision(user=writer)

    page = sign_in("Publisher")
    page.goto(f"{site_url}/admin/")
    page.get_by_role("link", name=told.title).first.click()
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    page.locator("#id_expire_at").fill("2031-12-05T16:00")
    page.get_by_role("button", name="Save draft").click()
    page.locator(".messages").get_by_text("has been updated").wait_for()
    page.get_by_role("button", name="Approve and publish", exact=True).click()
    page.wait_for_url(f"**/admin/pages/{told.get_parent().pk}/")
    told.refresh_from_db()
    assert told.live
    assert told.expire_at

    page.goto(site_url + reverse("wagtailadmin_pages:revisions_compare", args=[told.pk, "earliest", second.pk]))
    expect(page.get_by_role("main")).to_contain_text("another")
    page.goto(f"{site_url}/admin/reports/workflow/")
    page.get_by_role("button", name="Show filters").click()
    page.get_by_role("button", name="Started at").click()
    pick_a_day(page.locator("[name=created_at_from]"))
    page.wait_for_url("**created_at_from=*")
    page.goto(f"{site_url}/admin/reports/site-history/")
    page.goto(f"{site_url}/admin/pages/{told.get_parent().pk}/")
    page.locator(f"[data-bulk-action-checkbox][data-object-id='{told.pk}']").check()
    page.get_by_label("Unpublish selected pages").click()
    page.get_by_role("button", name="Yes, unpublish").click()
    page.locator(".messages").get_by_text("unpublished").wait_for()


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
    assert click.clicks <= 13

    story = StoryPage.objects.get(title="Our first science fair")
    draft = story.get_latest_revision_as_object()
    assert story.scheduled_revision
    assert draft.listing_image.description == "A table with three model bridges"
    assert f'<embed embedtype="figure" id="{figure.pk}"/>' in draft.body[0].value["text"].source

    page.goto(f"{site_url}/admin/")
    expect(page.locator("#coming-section")).to_contain_text("Our first science fair")
