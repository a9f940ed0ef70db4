"""What the office keeps is closed to a Publisher, at every address.

For School editors and Writers, see tests/alliance_site/staff/test_isolation.py.
"""

import pytest
from django.urls import reverse

from schools.models import ChangeSet, KeptDifference, MistakeReport, PlannedChange, Proposal, School
from tests.alliance_site.admin_addresses import World, table, views
from tests.schools.exchange.files import register
from tests.schools.people import person

pytestmark = pytest.mark.django_db
OFFICE = ("schools_", "school_", "office_queue", "wagtailsnippets_schools_school:")
COMMUNICATIONS = ("school_notice", "school_profiles")  # which Publishers keep, too
KEPT = (ChangeSet, KeptDifference, MistakeReport, PlannedChange, Proposal)


def test_a_publisher_reaches_and_changes_nothing_that_is_the_offices(client, picture):
    world = World(School.objects.get(slug="gertz-ressler"), picture, "Our")
    client.force_login(person("paula", "Publisher"))
    before = register(), [list(model.objects.values()) for model in KEPT]
    rows = table()
    closed = [
        (name, world.address(name, route))
        for name, route in views()
        if name.startswith(OFFICE) and not name.startswith(COMMUNICATIONS) and rows[name]["writer"] == "closed"
    ]
    assert len(closed) > 40
    for name, address in closed:
        for method in (client.get, client.post):
            response = method(address, {"do": "discard", "look": "1", "undo": "1", "apply": "1", "reason": "So."})
            assert response.status_code in (302, 403, 405), name
            assert response.status_code != 302 or response.url == reverse("wagtailadmin_home"), name
    assert (register(), [list(model.objects.values()) for model in KEPT]) == before
    menu = client.get("/admin/").content.decode()
    for name in ("schools_imports", "schools_state_data", "office_queue", "school_changes"):
        assert reverse(name) not in menu, name
