"""Emails to staff: text and HTML, in their language, with addresses of this site and no external resources."""

import re

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Site

from alliance_site.notifications import office
from alliance_site.staff.invitations import SITE_ADMIN
from pages.models import PillarPage
from schools.models import Proposal, School
from tests.jobs import forgot
from tests.reminders import body, remind
from tests.schools.people import person

pytestmark = pytest.mark.django_db
HOST = "https://alliance.example.org"
HOSTILE = '<img src="https://elsewhere.example/x.png"> & "Equity"'


@pytest.fixture(autouse=True)
def public_host(settings, db, monkeypatch):
    monkeypatch.setattr(transaction, "on_commit", lambda send, **_options: send())  # nothing commits in a test
    settings.WAGTAILADMIN_BASE_URL = HOST
    site = Site.objects.get()
    site.hostname, site.port = "alliance.example.org", 443
    site.save()


@pytest.fixture
def pillar():
    page = PillarPage.objects.first()
    page.title = page.draft_title = HOSTILE
    page.save()
    return page


def forms(message):
    """Return the text and parsed HTML of an email, after checking what applies to every email."""
    assert [kind for _content, kind in message.alternatives] == ["text/html"]
    html = BeautifulSoup(message.alternatives[0].content, "html.parser")
    for tag in html.find_all(True):
        assert tag.name not in ("img", "link", "script", "iframe", "object", "form"), tag
        assert tag.get("href", f"{HOST}/").startswith(f"{HOST}/"), tag
        assert "url(" not in tag.get("style", "")
    assert "elsewhere.example" not in re.sub(r"&lt;.*?&gt;", "", str(html))
    assert html.select_one(".button")["style"]
    assert html.select_one(".button")["href"] == html.select_one(".address a").get_text()
    assert html.select_one(".button")["href"] in message.body
    assert "Alliance" in html.select_one(".name").get_text()
    assert "\n" not in message.subject
    assert max(len(line) for line in message.body.splitlines() if "://" not in line) <= 80
    return body(message), html


def test_a_submitted_page_is_announced_to_those_who_approve_in_the_language_of_their_account(pillar):
    for name, language in (("Paula", "en"), ("Pilar", "es"), ("Pat", "")):
        person(name, "Publisher", first_name=name, language=language)
    with override("es"):  # the submitter's language, not the reader's
        pillar.get_workflow().start(pillar, person("Will", "Writer", first_name="Will"))
    sent = {message.to[0]: message for message in mail.outbox}
    greetings = {"paula@example.org": "Hello Paula", "pilar@example.org": "Hola, Pilar", "pat@example.org": "Hello Pat"}
    assert sent.keys() == greetings.keys()
    for address, message in sent.items():
        text, html = forms(message)
        for said in (text, html.get_text()):
            assert HOSTILE in said
            assert greetings[address] in said
        assert html.html["lang"] == ("es" if "Hola" in text else "en")
        assert html.select_one(".button")["href"] == f"{HOST}{reverse('wagtailadmin_pages:edit', args=[pillar.pk])}"
        assert f"{HOST}/admin/account/#tab-notifications" in text
    assert sent["paula@example.org"].subject == f"Will asks you to review “{HOSTILE}” (0 changes)"
    assert "&quot;" not in sent["paula@example.org"].body


def test_its_writer_hears_that_it_was_approved_and_where_to_see_it_or_what_to_change(pillar):
    publisher, writer = person("paula", "Publisher", first_name="Paula"), person("will", "Writer")

    def heard(decide, **fields):
        state = pillar.get_workflow().start(pillar, writer)
        mail.outbox.clear()
        getattr(state.current_task_state, decide)(user=publisher, **fields)
        (message,) = mail.outbox
        assert message.to == [writer.email]
        return message.subject, *forms(message)

    comment = "Please <b>name</b> the source & year."
    subject, text, html = heard("reject", comment=comment)
    assert "needs changes" in subject
    assert "Paula sent “" in text
    assert comment in text
    assert html.blockquote.get_text() == comment
    for state in pillar.workflow_states.all():
        state.cancel(user=writer)
    subject, text, html = heard("approve")
    assert "was approved" in subject
    assert html.select_one(".button")["href"].endswith(pillar.get_url())
    assert HOSTILE in text


def test_a_colleague_is_invited_and_chooses_a_password(client, capsys, settings):
    settings.PASSWORD_RESET_TIMEOUT = 5 * 24 * 60 * 60
    call_command("invite", "Ana@Example.org", role="Publisher", name="Ana María Example", language="es")
    (message,) = mail.outbox
    assert message.to == ["ana@example.org"]
    text, html = forms(message)
    assert html.html["lang"] == "es"
    assert "Publisher" in text
    assert "vence en 5 días." in text.replace("\xa0", " ")
    user = get_user_model().objects.get(username="ana@example.org")
    assert (user.first_name, user.is_superuser, user.has_usable_password()) == ("Ana", False, False)
    assert [group.name for group in user.groups.all()] == ["Publisher"]
    call_command("invite", "ANA@example.org", role=SITE_ADMIN)  # again, as there is no password yet
    user.refresh_from_db()
    assert user.is_superuser
    assert not user.groups.exists()
    path = forms(mail.outbox[1])[1].select_one(".button")["href"].removeprefix(HOST)
    page, password = client.get(path, follow=True), "another long one 42"
    client.post(page.request["PATH_INFO"], {"password1": password, "password2": password})
    assert client.login(username="ana@example.org", password=password)
    client.logout()
    assert "password1" not in client.get(path, follow=True).content.decode()  # works once
    with pytest.raises(CommandError, match=user.email):
        call_command("invite", "ana@example.org", role="Writer")
    forgot(client, user.email)
    assert "vence en 5 días." in forms(mail.outbox[-1])[0].replace("\xa0", " ")


def test_without_a_role_that_is_set_up_an_address_or_a_sent_mail_there_is_no_account(settings):
    Group.objects.get(name="Writer").delete()
    with pytest.raises(CommandError, match="sync_roles"):
        call_command("invite", "ana@example.org", role="Writer")
    call_command("sync_roles", verbosity=0)
    for address in ("nonsense", "a@b\nBcc: c@example.org", "", f"{'a' * 200}@example.org"):
        with pytest.raises(CommandError):
            call_command("invite", address, role="Writer")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(CommandError, match=r"no one was invited\..*refused"):
        call_command("invite", "ana@example.org", role="Writer")
    assert not get_user_model().objects.exists()
    assert mail.outbox == []


def test_mails_of_the_desk_have_both_forms_and_hostile_names_stay_words():
    school = School.objects.first()
    changes = {"name": {"before": school.name, "after": HOSTILE}}
    said = {"reason": HOSTILE, "comment": HOSTILE}
    proposal = Proposal.objects.create(school=school, by=person("edith", "Writer"), changes=changes, **said)
    person("manfred", "Listings manager")
    office.notify_office(proposal)
    for proposal.status in ("approved", "returned"):
        office.notify_school(proposal)
    remind(office.confirmation_reminders)
    assert len(mail.outbox) == 4
    for message in mail.outbox[:3]:
        text, html = forms(message)
        assert HOSTILE in text
        assert HOSTILE in html.get_text()
    forms(mail.outbox[3])
