"""Headers of every response: caching, content security policy, and language."""

import base64
import hashlib
import re

import pytest
from django.test import Client

from tests.html import soup

pytestmark = pytest.mark.django_db

PUBLIC = [
    *("/", "/about/", "/mission/", "/schools/", "/schools/merkin/", "/stories/"),
    *("/stories/blue-ribbon-gertz-ressler/", "/stories/feed/", "/contact/", "/data/", "/data/schools.csv"),
    *("/data/changes.atom", "/robots.txt", "/sitemap.xml"),
]


def test_public_answers_may_be_kept_set_no_cookie_and_load_nothing_inline_or_from_elsewhere(client, admin_client):
    for path in PUBLIC:
        response = Client().get(path)
        assert response.status_code == 200, path
        assert {"public", "s-maxage"} <= {*re.findall(r"[\w-]+", response["Cache-Control"])}, path
        assert not response.cookies, path
        assert not {"Cookie", "Accept-Language"} & {*response.get("Vary", "").split(", ")}, path
        allows_nothing_inline(response)
    for path in ("/accounts/login/", "/search/?q=equity", "/no-such-page/", "/healthz"):
        response = Client().get(path)
        assert "public" not in response["Cache-Control"], path
        if path.startswith(("/search/", "/no-such-page/")):
            allows_nothing_inline(response)
    assert admin_client.get("/")["Cache-Control"] == "private, no-store"


def allows_nothing_inline(response):
    allowed = response["Content-Security-Policy"]
    assert "default-src 'none'" in allowed
    assert not [word for word in ("unsafe", "http", "data:") if word in allowed]


def test_the_editor_has_a_policy_of_its_own_with_a_new_nonce_for_its_own_script_each_time(admin_client):
    """Nothing inline is allowed but two texts."""
    seen = set()
    for _time in range(2):
        response = admin_client.get("/admin/")
        parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
        allowed = {name: sources for name, _space, sources in parts}
        nonce = re.fullmatch(r"'self' 'nonce-([\w+/]{22}==)'", allowed.pop("style-src"))[1]
        (script,) = soup(response).find_all(nonce=True)
        assert (script.name, script["nonce"]) == ("script", nonce)
        assert script["src"].endswith("admin-policy.js")
        seen.add(nonce)
    assert len(seen) == 2
    assert allowed == {
        **dict.fromkeys(("default-src", "base-uri", "object-src"), "'none'"),
        **dict.fromkeys(("script-src", "font-src", "connect-src", "manifest-src", "form-action"), "'self'"),
        **dict.fromkeys(("frame-src", "frame-ancestors"), "'self'"),
        "img-src": "'self' blob:",
        "script-src-attr": "'unsafe-hashes' " + source("return;"),
        "style-src-attr": "'unsafe-hashes' " + source("white-space: pre-wrap;"),
    }


def source(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.mark.parametrize(
    ("path", "passkeys", "location"),
    [
        *((path, "()", "(self)") for path in ("/", "/schools/gertz-ressler/report/", "/no-such-page/")),
        *((path, "(self)", "()") for path in ("/accounts/login/", "/es/accounts/login/", "/admin/")),
    ],
)
def test_other_protective_headers_are_set_everywhere_and_only_staff_are_asked_for_passkeys(
    admin_client, path, passkeys, location
):
    response = admin_client.get(path)
    strict = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin"}
    strict |= {f"Cross-Origin-{what}-Policy": "same-origin" for what in ("Opener", "Resource")}
    assert {name: response[name] for name in strict} == strict
    assert response["X-Frame-Options"] in ("DENY", "SAMEORIGIN")
    granted = dict.fromkeys(("camera", "microphone", "payment", "usb", "serial", "display-capture", "sync-xhr"), "()")
    granted |= {"publickey-credentials-get": passkeys, "publickey-credentials-create": passkeys}
    granted["geolocation"] = location
    assert {f"{feature}={to}" for feature, to in granted.items()} <= {*response["Permissions-Policy"].split(", ")}


def test_other_sites_may_show_what_is_meant_for_them_and_nothing_else(client):
    open_data = ("/data/", "/data/schools.csv", "/data/no-such-file.csv", "/es/datos/changes.atom")
    for path in (*open_data, "/static/img/mark.svg", "/media/images/no-such.webp"):
        assert client.get(path)["Cross-Origin-Resource-Policy"] == "cross-origin", path
    own = ("/media/avatar_images/no-such.png", "/documents/1/no-such.pdf", "/schools/data/", "/datasets/")
    for path in (*own, "/stories/feed/"):
        assert client.get(path)["Cross-Origin-Resource-Policy"] == "same-origin", path
