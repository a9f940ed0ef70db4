"""A translator in a real browser: the original beside each field, and parity again after an update."""

from playwright.sync_api import expect

from pages.models import PillarPage
from pages.translation.parity import State, pairs, summaries
from quality.audit.axe import violations
from tests.browser.publishing import publish
from tests.pages.translation.pages import publish as publish_page
from tests.pages.translation.pages import section, spanish, with_stream


def test_a_translator_updates_a_pillar_whose_english_changed(sign_in, site_url, new_context):
    with_stream(PillarPage.objects.get(slug="equity"), [section("Evidence", "<p>First words.</p>")])
    pillar = PillarPage.objects.get(slug="equity")
    with_stream(spanish(pillar), [section("Pruebas", "<p>Primeras palabras.</p>")])
    pillar = publish_page(with_stream(pillar, [section("New evidence", "<p>First words.</p>")]), summary="Changed.")
    assert summaries(pairs())[0].percent < 100
    page = sign_in("Publisher")
    page.get_by_role("link", name=pillar.title).first.click()  # on the home page of the editor
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
