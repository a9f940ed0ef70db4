"""A figure's new year, entered in the editor: the form adds a row in every language, and the preview shows it."""

from django.urls import reverse

from pages.models import Figure
from tests.browser.publishing import publish


def test_a_publisher_enters_a_new_year(sign_in, site_url):
    figure = Figure.objects.get(name="Scholars, counted by the state")
    page = sign_in("Publisher")
    page.goto(f"{site_url}{reverse('wagtailsnippets_pages_figure:edit', args=[figure.pk])}")
    page.get_by_role("button", name="Add Value").click()
    row = "#id_values-1-"
    page.locator(f"{row}value").fill("12,500")
    page.locator(f"{row}as_of_en").fill("2026–27")
    page.locator(f"{row}source_en").fill("Our own count")
    page.locator(f"{row}source_es").fill("Nuestra propia cuenta")
    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("[data-w-preview-target=iframe]").first.locator("main")
    preview.get_by_text("12,500").first.wait_for()
    publish(page)
    newest = Figure.objects.get(pk=figure.pk).series[0]
    assert (newest.value, newest.as_of) == ("12,500", {"en": "2026–27"})
    assert newest.entered_by == newest.approved_by is not None
    assert newest.source == {"en": "Our own count", "es": "Nuestra propia cuenta"}
