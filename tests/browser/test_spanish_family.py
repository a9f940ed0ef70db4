"""A family that reads Spanish, in a real browser: find, open, compare, print, and report a mistake."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import expect

from schools.mistakes.views import guard
from tests.browser.looks import PHONE
from tests.jobs import work


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    cache.clear()
    monkeypatch.setattr(guard, "shortest", timedelta(seconds=-1))


def test_a_mother_does_everything_in_spanish(new_context, site_url):
    context = new_context(viewport=PHONE, locale="es-MX")
    page = context.new_page()
    page.goto(site_url)
    page.get_by_role("link", name="Español").first.click()
    expect(page).to_have_url(f"{site_url}/es/")
    page.get_by_label(re.compile("^Código postal")).first.fill("90044")
    page.get_by_label(re.compile("^Grado")).first.select_option("9")
    page.get_by_role("button", name="Mostrar escuelas").first.click()
    expect(page).to_have_url(re.compile("/es/escuelas/.*90044"))
    link = page.locator(".school-card__name a").first
    name = link.inner_text()
    link.click()
    expect(page).to_have_url(re.compile(r"/es/escuelas/[\w-]+/"))
    assert name in page.get_by_role("heading", level=1).inner_text()
    assert page.locator("html").get_attribute("lang") == "es"
    page.emulate_media(media="print")
    assert name in page.locator("main").inner_text()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="Reportar un error").first.click()
    page.get_by_label("¿Qué está mal").fill("El teléfono ya no es ese.")
    page.get_by_label("Su correo").fill("familia@example.org")
    page.get_by_role("button", name="Enviar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gracias")
    work()
    (message,) = [message for message in mail.outbox if message.to == ["familia@example.org"]]
    assert message.subject.startswith("Recibimos su aviso sobre")
    page.goto(f"{site_url}/es/escuelas/comparar/?school=gertz-ressler&school=burton-tech")
    assert len(page.locator(".compare__name").all_inner_texts()) == 2
    expect(page.locator("main")).to_contain_text("Graduación")
    assert context.cookies() == []
