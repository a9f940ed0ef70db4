"""Text pasted from Word and Google Docs becomes sections, lists, and tables, and the editor says what is left out."""

import re
from pathlib import Path

from playwright.sync_api import expect

from pages.models import HomePage

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
