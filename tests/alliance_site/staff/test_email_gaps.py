"""A page promises an email only if someone gets one. Site admins see who cannot be reached."""

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.urls import reverse

from schools.models import School
from tests.html import sent_by, soup
from tests.schools.people import editor_of, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return School.objects.get(slug="merkin")


@pytest.fixture
def edith(client, school):
    user = editor_of(school)
    client.force_login(user)
    return user


def said(response):
    return soup(response).find(class_="messages").get_text(" ", strip=True)


def propose(client, school):
    address = reverse("school_desk_propose", args=[school.slug])
    form = next(one for one in soup(client.get(address)).main("form") if one.find(attrs={"name": "reason"}))
    return client.post(
        address, sent_by(form) | {"name": "Alliance Another Name", "reason": "The board decided."}, follow=True
    )


def test_a_proposal_says_that_the_office_gets_an_email_only_if_it_does(
    client, school, edith, django_capture_on_commit_callbacks
):
    manager = person("manager", "Listings manager")
    with django_capture_on_commit_callbacks(execute=True):
        response = propose(client, school)
    assert [one.to for one in mail.outbox] == [[manager.email]]
    assert "The office gets an email. You will get an email when it decides." in said(response)
    manager.email = ""
    manager.save()
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        response = propose(client, school)
    assert not mail.outbox
    assert "Nobody in the office has an email address on file, so call them about it." in said(response)


def test_site_admins_see_which_roles_and_schools_no_mail_reaches(client, school):
    editor_of(school)
    person("publisher", "Publisher")
    client.force_login(get_user_model().objects.create_superuser("root", "root@example.org"))
    panel = soup(client.get(reverse("wagtailadmin_home"))).find(id="email-gaps-section")
    assert [link.get_text() for link in panel.select(".home-rows > ul a")] == ["Writer", "Listings manager"]
    names = [link.get_text() for link in panel.select("details li a")]
    assert school.name not in names
    assert len(names) == School.objects.open_today().count() - 1
    assert "No one has an email address" in panel.select_one("details li").get_text()
