"""Incomplete or garbage form data gets a readable error at every address of the editor, never a server error.

The same walk looks for inline code (test_admin_policy), because each visit takes time.
"""

import pytest
from django.db import transaction

from schools.models import School
from tests.html import sent_by
from tests.schools.people import editor_of, person

from .admin_addresses import World, table, views
from .admin_policy.inline_code import inline, parts

pytestmark = pytest.mark.django_db
FAILS_ON_PURPOSE = "wagtailadmin_error_test"
AN_EMAIL = "components_mail"  # shown as it is sent, with a policy of its own
GARBLED = ("id=x&q=%00", f"id={'9' * 25}&p={'9' * 25}")
COUNTS = ("-count", "_FORMS")


@pytest.fixture
def world(db, picture):
    return World(School.objects.get(slug="gertz-ressler"), picture, "Our")


@pytest.fixture(params=["site admin", "school editor"])
def addresses(request, client, world):
    """(name, address) of every view that someone can open."""
    is_admin = request.param == "site admin"
    client.force_login(person("someone", is_superuser=True) if is_admin else editor_of(world.school))
    client.raise_request_exception = False
    kinds = table()
    opens = [(name, route) for name, route in views() if is_admin or kinds[name]["school_editor"] in ("open", "own")]
    skipped = ("wagtailadmin_logout", FAILS_ON_PURPOSE)
    return [(name, world.address(name, route)) for name, route in opens if name not in skipped]


def undone(send, *args):
    """The response, with all changes undone for the next request."""
    with transaction.atomic():
        response = send(*args)
        transaction.set_rollback(True)
    return response


def form_of(pages) -> dict:
    """What a browser would send for the forms of a page, including those in dialogs."""
    data = {}
    for form in [form for page in pages for form in page.select("form[method=post i]")]:
        data |= sent_by(form)
    return data


def test_no_page_has_inline_code_and_garbled_requests_are_refused(client, addresses, world):
    failed, found, answered = [], {}, 0

    def ask(send, *args):
        response = undone(send, *args)
        if response.status_code >= 500:  # neither a readable page nor a message
            failed.append(args)
        return response

    is_admin = any(name == "wagtailusers_users:index" for name, _address in addresses)
    for name, address in addresses:
        response = ask(client.get, address)
        pages = parts(response)
        answered += bool(pages)
        faults = [fault for page in pages for fault in inline(page)]
        if faults and name != AN_EMAIL:
            found[address] = faults
        if data := form_of(pages):
            ask(client.post, address, dict.fromkeys(data, "x"))
        if any(key.endswith(COUNTS) for key in data):
            ask(client.post, address, {key: data[key] for key in data if not key.endswith(COUNTS)})
        if is_admin:
            ask(client.post, address)
            for asked in GARBLED if response.status_code != 405 else ():
                ask(client.get, f"{address}?{asked}")
    assert failed == []
    assert found == {}
    assert answered > (100 if is_admin else 60)
    for sent in ({}, {"body-count": "1"}, {"body-count": "x"}, {"body-count": "0", "comments-TOTAL_FORMS": "x"}):
        response = client.post(f"/admin/pages/{world.page.pk}/edit/", sent)
        assert response.status_code in (200, 400)
        assert response.status_code == 200 or "Something went wrong" in response.content.decode()
