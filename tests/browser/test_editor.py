"""What scripts do in the editor: texts to translate beside their fields, forms for several pictures, pasted text."""

import re
from datetime import date
from pathlib import Path

from playwright.sync_api import expect

from media.models import SiteImage
from pages.models import HomePage, PillarPage
from pages.translation.parity import State, pairs
from quality.audit.axe import violations
from tests.browser.staff import press_publish
from tests.hostile.files import picture
from tests.pages.translation.pages import publish as publish_page
from tests.pages.translation.pages import section, spanish, with_stream


def test_a_translator_updates_a_pillar_whose_english_changed(sign_in, site_url):
    with_stream(PillarPage.objects.get(slug="equity"), [section("Evidence", "<p>First words.</p>")])
    pillar = PillarPage.objects.get(slug="equity")
    with_stream(spanish(pillar), [section("Pruebas", "<p>Primeras palabras.</p>")])
    pillar = publish_page(with_stream(pillar, [section("New evidence", "<p>First words.</p>")]), summary="Changed.")
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
    press_publish(page)
    expect(page.locator(".messages").first).to_contain_text("published")
    (pair,) = [one for one in pairs() if one.source.pk == pillar.pk]
    assert pair.state in (State.CURRENT, State.TO_REVIEW)


def test_several_pictures_start_with_what_is_the_same_for_all(sign_in, site_url):
    page = sign_in("Publisher")
    page.goto(f"{site_url}/admin/images/multiple/add/")
    for_all = page.locator("#for-all")
    for_all.get_by_label("Scholars or other children").check()
    for_all.get_by_label("Release").fill("Binder 9")
    for_all.get_by_label("Consent ends").fill("2099-06-30")
    for_all.get_by_label("School").select_option(label="Gertz-Ressler High School")
    contents = [picture("PNG", size) for size in ((40, 30), (30, 40))]
    files = [{"name": "a.png", "mimeType": "image/png", "buffer": content} for content in contents]
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


PASTE = """(editor, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "text");
  editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def written_by(program: str) -> str:
    """What Google Docs puts on the clipboard: everything in a <b> that is not bold, styles on spans, a list in a list.
    Or Word: points of a list are paragraphs that begin with their marker; headings have classes."""
    return Path(__file__).with_name(f"pasted_{program}.html").read_text(encoding="utf-8").rstrip("\n")


def test_what_is_pasted_becomes_blocks_and_the_editor_says_what_is_left_out(page, sign_in, site_url):
    sign_in("Publisher")
    home = HomePage.objects.get(locale__language_code="en")
    page.goto(f"{site_url}/admin/pages/add/pages/standardpage/{home.pk}/")
    page.get_by_role("textbox", name="Title").first.fill("Pasted")
    page.locator("#body-root .c-sf-add-button").first.click()
    page.get_by_role("option", name="Section").click()
    editor, note = page.locator("#body-root .public-DraftEditor-content").first, page.locator(".paste-note")
    editor.click()
    editor.evaluate(PASTE, written_by("word"))
    expect(note).to_have_text("1 heading became a section.")
    editor.press("End")
    editor.evaluate(PASTE, written_by("google"))
    expect(note).to_have_text(
        "2 headings became sections. 1 table was added below: give it a caption. 1 picture was left out: add a Picture."
    )
    expect(page.locator("[name=body-0-value-text]")).to_have_value(re.compile("our tours"))  # Draftail saves it later
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages .success").first).to_be_visible()
    body = home.get_children().get(title="Pasted").get_latest_revision_as_object().body
    assert [block.block_type for block in body] == ["section", "section", "table", "section"]
    visit, bring, table, parking = (block.value for block in body)

    assert visit["heading"] == "Before you visit"
    source = visit["text"].source
    for part in ("Call <b>first</b>.", ">Sign in<", ">Sit down", '<a href="https://example.org/tours">our tours</a>'):
        assert part in source
    assert source.count("<ul>") == source.count("<ol>") == 1
    assert "·" not in source

    assert bring["heading"] == "What to bring"
    assert bring["text"].source.count("<li") == 3
    assert [column["heading"] for column in table.columns] == ["Day", "Time"]
    assert table.row_data == [{"values": ["Monday", "9 a.m."]}]
    assert parking["heading"] == "Parking"
    assert "<i>Free</i> here" in parking["text"].source
    assert "javascript" not in str(parking)
