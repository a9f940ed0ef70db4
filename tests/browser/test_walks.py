"""Whole jobs, as people do them: a page that goes and comes back, an event on a phone, a form without script."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import caches
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import expect
from wagtail.models import Locale

from pages.models import FormPage, HomePage, StandardPage
from pages.models.form import guard
from tests.factories import event

from .clicks import Hand

PHONE = {"width": 390, "height": 844}
TO_UNPUBLISH, TO_PUBLISH = 3, 2  # clicks at most


@pytest.fixture
def phone(browser):
    """A visitor's phone without script."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, accept_downloads=True)
    yield context.new_page()
    context.close()


def home(language="en"):
    return HomePage.objects.get(locale__language_code=language)


def test_a_page_is_unpublished_and_published_again_in_few_clicks(sign_in, site_url, browser):
    visit = home().add_child(instance=StandardPage(title="Visit us", slug="visit", summary="How."))
    visit.save_revision().publish()
    page, visitor = sign_in("Publisher"), browser.new_page()
    page.goto(f"{site_url}/admin/pages/{visit.pk}/edit/")
    click = Hand(page)
    click("button", "Actions", page.locator("header").first)
    click("link", "Unpublish", page.locator("header").first)
    expect(page.get_by_text("Nothing on the site links there.")).to_be_visible()
    click("button", "Yes, unpublish it")
    expect(page.locator(".messages")).to_contain_text("Its address leads to")
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


def test_an_event_goes_from_the_list_to_the_calendar_of_a_phone(phone, site_url):
    day = timezone.localdate() + timedelta(days=9)
    event(title="Open house", day=day)
    phone.goto(f"{site_url}/events/")
    phone.get_by_role("link", name="Open house").click()
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Add to calendar").click()
    calendar = Calendar.from_ical(Path(download.value.path()).read_bytes())
    (found,) = calendar.walk("VEVENT")
    assert found["SUMMARY"] == "Open house"
    assert found.start == day


def test_a_form_is_corrected_and_sent_on_a_phone_in_spanish_without_script(phone, site_url, monkeypatch):
    caches["visitor_limits"].clear()
    monkeypatch.setattr(guard, "shortest", timedelta(seconds=-1))
    form = FormPage(title="Lista de interés", slug="interes", summary="Para familias.", thanks="Le llamamos.", days=30)
    form.locale = Locale.objects.get(language_code="es")
    questions = [
        {"type": "text", "id": "n", "value": {"label": "Su nombre", "required": True}},
        {"type": "email", "id": "e", "value": {"label": "Correo", "required": True}},
        {"type": "radio", "id": "r", "value": {"label": "Le llamamos", "choices": ["Hoy", "Más tarde"]}},
    ]
    form.questions = FormPage._meta.get_field("questions").stream_block.to_python(questions)
    home("es").add_child(instance=form)
    form.save_revision().publish()

    phone.goto(f"{site_url}{form.url}")
    phone.get_by_label("Su nombre").fill("Ana")
    phone.get_by_label("Correo").fill("ana@example")
    phone.get_by_label("Más tarde").check()
    phone.get_by_role("button", name="Enviar").click()
    expect(phone.get_by_role("alert")).to_be_visible()
    expect(phone.get_by_label("Su nombre")).to_have_value("Ana")
    expect(phone.get_by_label("Más tarde")).to_be_checked()
    phone.get_by_label("Correo").fill("ana@example.org")
    phone.get_by_role("button", name="Enviar").click()
    expect(phone.get_by_text("Le llamamos.")).to_be_visible()
    assert form.get_submissions().count() == 1
