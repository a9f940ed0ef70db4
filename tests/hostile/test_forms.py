"""Hostile forms: too large, broken, or sent from another site."""

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from schools.models import MistakeReport

from .requests import PASSWORD, REPORT, TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]


def form_of(number: int) -> dict:
    return {f"field{n}": "x" for n in range(number)}


@pytest.mark.parametrize(
    ("what", "sent"),
    [
        ("10,001 fields", form_of(10_001)),
        ("101 files", {f"file{n}": SimpleUploadedFile("a", b"a") for n in range(101)}),
        ("a field of 3 MB", {"text": "x" * 3 * 2**20}),
    ],
)
def test_a_form_that_is_too_large_is_refused_at_once(client, told, what, sent):
    assert client.post(REPORT, sent).status_code == 400
    assert not MistakeReport.objects.exists()
    told(TABLE, f"POST {REPORT} with {what}", "400", "nothing")


@pytest.mark.parametrize(
    "end", ["", "--edge\r\n", "--edge\r\nContent-Disposition: form-data\r\n", "--edge\r\n\r\n" * 2000]
)
def test_a_form_without_an_end_is_a_form_without_answers(client, told, end):
    response = client.generic("POST", REPORT, end, "multipart/form-data; boundary=edge")
    assert response.status_code in (400, 422)
    assert not MistakeReport.objects.exists()
    told(TABLE, f"multipart without an end: {end[:20]!r}…", str(response.status_code), "nothing")


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\xff",
        "application/json; charset=evil",
        "text/xml",
    ],
)
def test_a_form_of_another_kind_is_a_form_without_answers(client, told, kind):
    response = client.generic("POST", REPORT, b"<a/>", kind)
    assert response.status_code in (400, 422)
    assert not MistakeReport.objects.exists()
    told(TABLE, f"POST {REPORT} as {kind!r}", str(response.status_code), "nothing")


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/",
        "/accounts/logout/",
        "/accounts/password/reset/",
        "/admin/pages/1/delete/",
        "/admin/users/new/",
        "/admin/account/",
    ],
)
@pytest.mark.parametrize("forged", ["no token", "a token of one's own", "another origin"])
def test_a_post_from_another_site_is_refused(settings, told, path, forged):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(get_user_model().objects.create_superuser("admin", "admin@example.org", PASSWORD))
    headers, sent = {}, {"login": "x"}
    if forged != "no token":
        strict.get("/admin/account/")
        sent["csrfmiddlewaretoken"] = strict.cookies["csrftoken"].value if forged == "another origin" else "a" * 64
    if forged == "another origin":
        headers = {"origin": "https://evil.example"}
    users = get_user_model().objects.count()
    assert strict.post(path, sent, headers=headers).status_code == 403
    assert get_user_model().objects.count() == users
    assert "_auth_user_id" in strict.session
    told(TABLE, f"POST {path}, {forged}", "403", "nothing")
