"""Incomplete or garbage form data gets a readable error at every address of the editor, never a server error.

The same walk looks for inline code (test_admin_policy), because each visit takes time.
"""

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction

from schools.models import School, SchoolPage
from tests.html import sent_by

from .admin_addresses import World, table, views
from .admin_policy.inline_code import inline, parts

pytestmark = pytest.mark.django_db
FAILS_ON_PURPOSE = "wagtailadmin_error_test"
AN_EMAIL = "components_mail"  # shown as it is sent, with a policy of its own
HUGE = "9" * 25
GARBLED = {
    "no keys": lambda data: dict.fromkeys(data, "x"),
    "counts missing": lambda data: {name: value for name, value in data.items() if not name.endswith(COUNTS)},
}
COUNTS = ("-count", "_FORMS")


@pytest.fixture
def world(db, picture):
    return World(School.objects.get(slug="gertz-ressler"), picture, "Our")


@pytest.fixture(params=["site admin", "school editor"])
def addresses(request, client, world):
    """(name, address) of every view that someone can open."""
    user = get_user_model().objects.create_user("someone", "someone@example.org")
    if is_admin := request.param == "site admin":
        user.is_superuser = True
        user.save()
    else:
        user.groups.add(world.school.team.group)
    client.force_login(user)
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


def refused(response):
    """Return whether the response is a readable page or message, not an error."""
    return response.status_code < 500


def form_of(pages) -> dict:
    """What a browser would send for the forms of a page, including those in dialogs."""
    data = {}
    for form in [form for page in pages for form in page.select("form[method=post i]")]:
        data |= sent_by(form)
    return data


def test_an_empty_form_is_refused(client, addresses):
    failed = [name for name, address in addresses if not refused(undone(client.post, address))]
    assert failed == []


def test_no_page_has_inline_code_and_its_form_is_refused_garbled(client, addresses):
    failed, found, answered = [], {}, 0
    are_of_admin = any(name == "wagtailusers_users:index" for name, _address in addresses)
    for name, address in addresses:
        pages = parts(undone(client.get, address))
        answered += bool(pages)
        faults = [fault for page in pages for fault in inline(page)]
        if faults and name != AN_EMAIL:
            found[address] = faults
        if data := form_of(pages):
            failed += [
                (name, kind)
                for kind, garbled in GARBLED.items()
                if not refused(undone(client.post, address, garbled(data)))
            ]
    assert failed == []
    assert found == {}
    assert answered > (100 if are_of_admin else 60)


@pytest.mark.parametrize("asked", ["id=x&q=%00", f"id={HUGE}&p={HUGE}"])
def test_a_garbled_question_is_refused(client, addresses, asked):
    failed = [name for name, address in addresses if not refused(undone(client.get, f"{address}?{asked}"))]
    assert failed == []


@pytest.mark.parametrize(
    "sent", [{}, {"body-count": "1"}, {"body-count": "x"}, {"body-count": "0", "comments-TOTAL_FORMS": "x"}]
)
def test_half_a_profile_is_answered_in_words(client, addresses, world, sent):
    page = SchoolPage.objects.get(pk=world.page.pk)
    response = client.post(f"/admin/pages/{page.pk}/edit/", sent)
    assert response.status_code in (200, 400)
    if response.status_code == 400:
        assert "Something went wrong" in response.content.decode()
