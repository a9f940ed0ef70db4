"""Text pasted from Word and Google Docs becomes sections, lists, and tables, and the editor says what is left out."""

import re

from playwright.sync_api import expect

from pages.models import HomePage

# As Google Docs writes it: everything in a <b> that is not bold, styles on spans, the list in a list.
GOOGLE = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1">
<p dir="ltr"><span style="font-size:11pt;color:#f00;">We welcome </span><span
style="font-weight:700;">families</span><span style="font-weight:400"> at </span><a
href="https://example.org/tours"><span>our tours</span></a>.</p>
<h2 dir="ltr"><span style="font-size:16pt">What to bring</span></h2>
<ul><li dir="ltr"><p role="presentation"><span>A photo ID</span></p></li>
<ul><li dir="ltr"><p><span>Or a passport</span></p></li></ul><li><p><span>Form 7</span></p></li></ul>
<div dir="ltr"><table><colgroup><col /><col /></colgroup><tbody><tr><td><p>Day</p></td><td><p>Time</p></td></tr>
<tr><td><p>Monday</p></td><td><p>9 a.m.</p></td></tr></tbody></table></div>
<p><span><img src="https://lh7.googleusercontent.com/x" width="10"></span></p>
<h3><span>Parking</span></h3><p><span style="font-style:italic">Free</span> <a href="javascript:alert(1)">here</a>
</p></b>"""

# As Word writes it: points of a list are paragraphs that begin with their marker; headings have classes.
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style><!-- p.MsoNormal {mso-style:x} --></style></head><body lang=EN-US><!--StartFragment-->
<p class=MsoTitle><span>Before you visit</span><o:p></o:p></p>
<p class=MsoNormal>Call <b>first</b>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]>
<span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt'>&nbsp; </span></span></span>
<![endif]>Ring the bell<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]>
<span><span style='mso-list:Ignore'>·<span>&nbsp; </span></span></span><![endif]>Sign in<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><![if !supportLists]>
<span style='mso-list:Ignore'>1.<span>&nbsp; </span></span><![endif]>Sit down<o:p></o:p></p>
<!--EndFragment--></body></html>"""

PASTE = """(editor, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "text");
  editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_what_is_pasted_becomes_blocks_and_the_editor_says_what_is_left_out(page, sign_in, site_url):
    sign_in("Publisher")
    home = HomePage.objects.get(locale__language_code="en")
    page.goto(f"{site_url}/admin/pages/add/pages/standardpage/{home.pk}/")
    page.get_by_role("textbox", name="Title").first.fill("Pasted")
    page.locator("#body-root .c-sf-add-button").first.click()
    page.get_by_role("option", name="Section").click()
    editor, note = page.locator("#body-root .public-DraftEditor-content").first, page.locator(".paste-note")
    editor.click()
    editor.evaluate(PASTE, WORD)
    expect(note).to_have_text("1 heading became a section.")
    editor.press("End")
    editor.evaluate(PASTE, GOOGLE)
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
