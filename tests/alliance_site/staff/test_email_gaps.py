"""A page promises an email only if someone gets one. Site admins see who cannot be reached."""

import pytest
from django.core import mail
from django.urls import reverse

from schools.models import School
from tests.html import sent_by, soup
from tests.schools.people import editor_of, person

pytestmark = pytest.mark.django_db


def test_a_proposal_says_that_the_office_gets_an_email_only_if_it_does(client, django_capture_on_commit_callbacks):
    def propose():
        form = next(one for one in soup(client.get(address)).main("form") if one.find(attrs={"name": "reason"}))
        sent = sent_by(form) | {"name": "Alliance Another Name", "reason": "The board decided."}
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(address, sent, follow=True)
        return soup(response).find(class_="messages").get_text(" ", strip=True)

    client.force_login(editor_of(School.objects.get(slug="merkin")))
    address, manager = reverse("school_desk_propose", args=["merkin"]), person("manager", "Listings manager")
    assert "The office gets an email. You will get an email when it decides." in propose()
    assert [one.to for one in mail.outbox] == [[manager.email]]
    manager.email = ""
    manager.save()
    mail.outbox.clear()
    assert "Nobody in the office has an email address on file, so call them about it." in propose()
    assert not mail.outbox


def test_site_admins_see_which_roles_and_schools_no_mail_reaches(admin_client):
    school = School.objects.get(slug="merkin")
    editor_of(school)
    person("publisher", "Publisher")
    panel = soup(admin_client.get(reverse("wagtailadmin_home"))).find(id="email-gaps-section")
    assert [link.get_text() for link in panel.select(".home-rows > ul a")] == ["Writer", "Listings manager"]
    names = [link.get_text() for link in panel.select("details li a")]
    assert school.name not in names
    assert len(names) == School.objects.open_today().count() - 1
    assert "No one has an email address" in panel.select_one("details li").get_text()
