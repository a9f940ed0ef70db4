"""Staff in a real browser with their role, not as superuser: edit, preview, publish, schedule, and translate."""

from datetime import date
from io import BytesIO

from PIL import Image
from playwright.sync_api import expect

from media.models import SiteImage
from pages.models import HomePage, PillarPage, StandardPage, StoryIndexPage, StoryPage
from pages.translation.parity import State, pairs, summaries
from quality.audit.axe import violations
from tests.browser.editing import Hand, publish
from tests.pages.translation.pages import publish as publish_page
from tests.pages.translation.pages import section, spanish, with_stream

TO_UNPUBLISH, TO_PUBLISH = 3, 2  # clicks at most


def test_an_address_that_is_taken_is_marked_on_its_tab_and_one_click_away(sign_in, site_url):
    page = sign_in("Publisher")
    index, told = StoryIndexPage.objects.get(locale__language_code="en"), StoryPage.objects.live().first()
    page.goto(f"{site_url}/admin/pages/add/pages/storypage/{index.pk}/")
    page.locator("#id_title").fill(told.slug.replace("-", " "))
    page.locator("#id_title").press("Tab")
    expect(page.locator("#id_slug")).to_have_value(told.slug)
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("button", name="Go to the first error").wait_for()
    assert page.get_by_role("tab", name="Promote (1 error)").is_visible()
    message = page.get_by_text(f"The page “{told.title}” already has the address “{told.slug}”.")
    assert not message.is_visible()
    page.get_by_role("button", name="Go to the first error").click()
    message.wait_for()
    assert page.locator("#id_slug").input_value() == told.slug
    page.locator("#id_slug").fill(f"{told.slug}-2")
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_url("**/edit/")
    assert StoryPage.objects.filter(slug=f"{told.slug}-2", live=False).exists()


def test_a_page_is_unpublished_and_published_again_in_few_clicks(sign_in, site_url, new_context):
    home = HomePage.objects.get(locale__language_code="en")
    visit = home.add_child(instance=StandardPage(title="Visit us", slug="visit", summary="How."))
    visit.save_revision().publish()
    page, visitor = sign_in("Publisher"), new_context().new_page()
    page.goto(f"{site_url}/admin/pages/{visit.pk}/edit/")
    click = Hand(page)
    click("button", "Actions", page.locator("header").first)
    click("link", "Unpublish", page.locator("header").first)
    expect(page.get_by_text("Nothing on the site links there.")).to_be_visible()
    click("button", "Yes, unpublish it")
    expect(page.locator(".messages")).to_contain_text("Its address now redirects to")
    assert click.clicks <= TO_UNPUBLISH
    visitor.goto(f"{site_url}/visit/")
    assert visitor.url == f"{site_url}/"

    click.clicks = 0
    page.goto(f"{site_url}/admin/pages/{visit.pk}/edit/")
    click("button", "More actions")
    click("button", "Publish", exact=True)
    expect(page.locator(".messages")).to_contain_text("published")
    assert click.clicks <= TO_PUBLISH
    visitor.goto(f"{site_url}/visit/")
    expect(visitor.get_by_role("heading", name="Visit us")).to_be_visible()


def test_a_translator_updates_a_pillar_whose_english_changed(sign_in, site_url, new_context):
    with_stream(PillarPage.objects.get(slug="equity"), [section("Evidence", "<p>First words.</p>")])
    pillar = PillarPage.objects.get(slug="equity")
    with_stream(spanish(pillar), [section("Pruebas", "<p>Primeras palabras.</p>")])
    pillar = publish_page(with_stream(pillar, [section("New evidence", "<p>First words.</p>")]), summary="Changed.")
    assert summaries(pairs())[0].percent < 100
    page = sign_in("Publisher")
    page.goto(f"{site_url}/admin/")
    page.get_by_role("link", name=pillar.title).first.click()
    field = page.locator("[data-contentpath=summary]")
    expect(field.locator(".source-text")).to_contain_text("Changed.")
    expect(page.locator("[data-contentpath=heading] .source-text")).to_contain_text("New evidence")
    expect(page.locator("[data-contentpath=text] .source-text")).to_contain_text("First words.")
    assert [one for one in violations(page) if "translation" in one or "source-text" in one] == []
    page.get_by_role("textbox", name="Summary").fill("Cambió.")
    page.locator("[data-contentpath=heading] input").fill("Pruebas nuevas")
    page.get_by_label("The Spanish is up to date with this English text").check()
    publish(page)
    (pair,) = [one for one in pairs() if one.source.pk == pillar.pk]
    assert pair.state in (State.CURRENT, State.TO_REVIEW)
    assert summaries(pairs())[0].percent == 100
    visitor = new_context().new_page()
    visitor.goto(f"{site_url}/es/mision/equidad/")
    expect(visitor.get_by_role("heading", name="Pruebas nuevas")).to_be_visible()


def test_several_pictures_start_with_what_is_the_same_for_all(sign_in, site_url):
    page = sign_in("Publisher")
    page.goto(f"{site_url}/admin/images/multiple/add/")
    for_all = page.locator("#for-all")
    for_all.get_by_label("Scholars or other children").check()
    for_all.get_by_label("Release").fill("Binder 9")
    for_all.get_by_label("Consent ends").fill("2099-06-30")
    for_all.get_by_label("School").select_option(label="Gertz-Ressler High School")
    files = []
    for color in ("#4a3a8f", "#e8642c"):
        photo = BytesIO()
        Image.new("RGB", (40, 30), color).save(photo, "PNG")
        files.append({"name": f"{color[1:]}.png", "mimeType": "image/png", "buffer": photo.getvalue()})
    page.locator("#fileupload").set_input_files(files)
    forms = page.locator("#upload-list form")
    expect(forms).to_have_count(2)
    expect(forms.nth(1).locator("[name$=-release]")).to_have_value("Binder 9")
    forms.first.locator("[name$=-release]").fill("Binder 10")
    for_all.get_by_label("Credit").fill("Ana Ruiz")
    for form in (forms.first, forms.nth(1)):
        form.locator("[name$=-title]").fill("Lab")
        form.locator("[name$=-description]").fill("Two scholars in a lab")
    for _form in range(2):
        count = forms.count()
        forms.first.get_by_role("button", name="Update").click()
        expect(forms).to_have_count(count - 1)
    records = SiteImage.objects.values_list("people", "release", "consent_until", "credit", "collection__name")
    same = (date(2099, 6, 30), "Ana Ruiz", "Gertz-Ressler High School")
    assert set(records) == {("scholars", release, *same) for release in ("Binder 9", "Binder 10")}
