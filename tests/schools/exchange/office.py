"""The office's steps on the import pages."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.html import soup, words

LIST, FILE, STATE_DATA = (reverse(n) for n in ("schools_imports", "schools_import_file", "schools_state_data"))


def user_of(role: str):
    user = get_user_model().objects.create_user(role, f"{role[0]}@example.org", "a long password 42")
    user.groups.add(Group.objects.get(name=role))
    return user


def send(client, data: bytes, name: str = "schools.csv", to: str = FILE):
    response = client.post(to, {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302, words(response)
    return response.url


def question(page, what: str) -> str:
    """The field name of the question about `what`."""
    legend = next(one for one in soup(page).find_all("legend") if one.get_text(strip=True) == what)
    return legend.find_parent("fieldset").find("input", type="radio")["name"]


def page_of(client, batch) -> str:
    return words(client.get(reverse("schools_import", args=[batch.pk])))
