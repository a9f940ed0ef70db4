"""Another school's editor and a Writer get no access to a school's things, at any address of the editor.

The table next to `admin_addresses.py` says what each view is for a School editor: `open` (shows nothing of a school, or
lists only one's own), `own` (open for one's own things only), `desk` (redirects to the desk), `closed`; and for a
Writer: `open` or `closed`. A new address fails until it is in the table.
"""

from itertools import product

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import Revision

from alliance_site.staff.school_gate import OPEN, TO_THE_DESK
from media.models import SiteImage
from schools.models import Confirmation, Posting, Proposal, SchoolNotice, SchoolPage
from tests.factories import event
from tests.hostile.files import picture as photo
from tests.hostile.upload_forms import upload
from tests.html import filled
from tests.schools.people import person

from ..admin_addresses import table, views
from ..conftest import WORDS

pytestmark = pytest.mark.django_db
CLOSED = "You don’t have access to this page"


def test_every_address_of_the_editor_is_classified_and_the_gate_opens_what_the_table_says():
    kinds = {name: row["school_editor"] for name, row in table().items()}
    assert {name for name, _route in views()} == set(kinds)
    assert set(kinds.values()) <= {"open", "own", "desk", "closed"}
    assert {row["writer"] for row in table().values()} == {"open", "closed"}
    assert {name for name, kind in kinds.items() if kind in ("open", "own")} == set(OPEN)
    assert {name for name, kind in kinds.items() if kind == "desk"} == TO_THE_DESK


def test_nothing_of_another_school_opens_or_shows(client, edith, theirs):
    client.raise_request_exception = False  # Wagtail's page that fails on purpose
    before = state(theirs)
    kinds = table()
    known = [(name, route) for name, route in views() if name not in ("wagtailadmin_logout", "")]
    for ask, (name, route) in product((client.get, client.post), known):
        address, kind = theirs.address(name, route), kinds[name]["school_editor"]
        response = ask(address)
        html = body(response)
        assert WORDS not in html, (name, address)
        assert response.status_code < 500, (name, address)
        if kind in ("own", "closed"):
            assert (response.status_code, CLOSED in html) == (403, True), (name, address, response.status_code)
        elif kind == "desk":
            assert response.url == reverse("school_desks"), name
        else:
            assert CLOSED not in html, (name, address)
    assert state(theirs) == before


def test_ones_own_opens(client, edith, own):
    kinds = table()
    theirs = [(name, route) for name, route in views() if kinds[name]["school_editor"] == "own"]
    assert theirs
    for name, route in theirs:
        response = client.get(own.address(name, route) + question(name, own))
        assert response.status_code in (200, 302, 405), (name, response.status_code)
        assert CLOSED not in body(response), name
    client.post(reverse("wagtailadmin_logout"))
    assert "_auth_user_id" not in client.session


def question(name, world) -> str:
    """Query parameters for a view that needs them."""
    if name == "wagtailadmin_block_preview":
        return f"?id={SchoolPage.body.field.stream_block.child_blocks['section'].definition_prefix}"
    if not name.endswith(("chosen_multiple", ":find", "bulk_action")):
        return ""
    is_image = "image" in name or name == "wagtail_bulk_action"
    thing = world.image if is_image else world.document if "doc" in name else world.page
    return f"?id={thing.pk}"


def body(response) -> str:
    return (b"".join(response.streaming_content) if response.streaming else response.content).decode(errors="ignore")


def state(world) -> list:
    """Everything of the other school that could be lost or changed."""
    things = (world.school, world.page, world.image, world.document, world.state)
    rows = [type(thing).objects.filter(pk=thing.pk) for thing in things]
    rows += [kind.objects.filter(school=world.school) for kind in (Proposal, Confirmation, SchoolNotice, Posting)]
    rows += [Revision.objects.for_instance(world.page), world.school.team.reviewers]
    return [list(some.values()) for some in rows]


def test_choosing_several_names_none_of_another_school(client, edith, own, theirs):
    for name in ("wagtailimages_chooser:", "wagtaildocs_chooser:", "wagtailadmin_choose_page_"):
        name += "chosen_multiple"
        both = question(name, own) + question(name, theirs).replace("?", "&")
        for asked in (question(name, theirs), both, "?id=", "?id=x", "?id=²", f"?id={'9' * 5000}", ""):
            response = client.get(reverse(name) + asked)
            assert response.status_code == 403
            assert WORDS not in body(response)


def test_choosers_and_searches_list_ones_own_and_what_is_public(client, edith, own, theirs):
    index = theirs.page.get_parent()
    child = reverse("wagtailadmin_choose_page_child", args=[index.pk])
    names = ("wagtailadmin_choose_page", "wagtailadmin_choose_page_search")
    names += ("wagtailadmin_pages:search", "wagtailadmin_pages:search_results", "wagtailimages_chooser:choose")
    names += ("wagtailimages_chooser:choose_results", "wagtaildocs_chooser:choose_results")
    addresses = [child, *map(reverse, (*names, "wagtailimages:index", "wagtaildocs:index"))]
    for asked in ("", f"?q={WORDS}", "?page_type=schools.schoolpage"):
        for address in addresses:
            response = client.get(address + asked)
            assert response.status_code == 200, address
            shown = body(response).replace(f'value=\\"{WORDS}\\"', "").replace(f'value="{WORDS}"', "")
            shown = shown.replace(f"\\u201c{WORDS}\\u201d", "").replace(f"{WORDS}</em>", "").replace(asked, "")
            assert f"{WORDS} " not in shown, (address, asked)
    children = body(client.get(child + "?p=1"))
    assert "Public Schools" in children or own.school.name in children


def test_nothing_of_another_school_shows_under_ones_own_page_or_picture(client, edith, own, theirs):
    for name, args in (
        ("revisions_view", [theirs.revision.pk]),
        ("revisions_revert", [theirs.revision.pk]),
        ("revisions_compare", ["earliest", theirs.revision.pk]),
        ("workflow_history_detail", [theirs.state.pk]),
    ):
        response = client.get(reverse(f"wagtailadmin_pages:{name}", args=[own.page.pk, *args]))
        assert response.status_code in (302, 404), name
        assert WORDS not in body(response)
    theirs.page.listing_image = own.image
    theirs.page.save()
    response = client.get(reverse("wagtailimages:image_usage", args=[own.image.pk]))
    assert response.status_code == 200
    assert WORDS not in body(response)


def test_a_profile_does_not_become_another_schools(client, edith, own, theirs):
    for state_of in own.page.workflow_states.all():
        state_of.cancel(user=edith)
    edit = reverse("wagtailadmin_pages:edit", args=[own.page.pk])
    data = filled(client.get(edit)) | {"body-count": "0"}
    response = client.post(edit, data | {"school": theirs.school.pk})
    assert response.status_code == 200
    assert "A profile stays with its school" in body(response)
    summary = {"summary": "Published by myself", "english_only": "Spanish follows"}
    client.post(edit, data | {"action-publish": "on", **summary})
    own.page.refresh_from_db()
    assert own.page.school == own.school
    assert own.page.summary != "Published by myself"
    assert own.page.get_latest_revision_as_object().summary == "Published by myself"  # has a draft


def test_uploads_land_in_the_own_collection_whatever_is_sent(client, edith, own, theirs):
    said = {"description": "A white field", "people": "no_one", "collection": theirs.collection.pk}
    client.post(reverse("wagtailimages:add"), {"title": "Mine", **said, "file": upload("a.png", photo())})
    assert SiteImage.objects.get(title="Mine").collection == own.collection
    client.post(reverse("wagtailimages:edit", args=[own.image.pk]), {"title": "Moved", **said})
    own.image.refresh_from_db()
    assert own.image.collection == own.collection


def test_a_group_made_by_hand_does_not_lift_the_gate_but_a_role_does_at_once(client, edith, own, theirs):
    group = Group.objects.create(name="Made by hand")
    group.permissions.add(*Permission.objects.filter(codename__in=["change_school", "view_mistakereport"]))
    edith.groups.add(group)
    for name in ("wagtailsnippets_schools_school:list", "wagtailadmin_reports:site_history"):
        assert client.get(reverse(name)).status_code == 403
    page = event(school=own.school)
    adding = reverse("wagtailadmin_pages:add", args=["schools", "eventpage", page.get_parent().pk])
    for address in (reverse("wagtailadmin_pages:edit", args=[page.pk]), adding):
        assert client.get(address).status_code == 403
    edith.groups.add(Group.objects.get(name="Writer"))
    assert client.get(reverse("wagtailadmin_explore_root")).status_code == 200  # the home page of each language
    assert client.get(reverse("wagtailadmin_pages:edit", args=[theirs.page.pk])).status_code == 200
    edith.groups.remove(Group.objects.get(name="Writer"))
    assert client.get(reverse("wagtailadmin_pages:edit", args=[theirs.page.pk])).status_code == 403
    edith.groups.clear()
    assert client.get(reverse("wagtailadmin_pages:edit", args=[own.page.pk])).status_code in (302, 403)


def test_a_writer_reaches_what_the_table_says_and_changes_nothing_that_is_closed(client, own):
    client.force_login(person("wendy", "Writer"))
    client.raise_request_exception = False  # one of Wagtail's addresses fails on purpose
    is_open = {name: row["writer"] == "open" for name, row in table().items()}
    addresses = [(name, own.address(name, route) + question(name, own)) for name, route in views()]
    for name, address in addresses:
        if name != "wagtailadmin_logout":
            response = client.get(address)
            response = client.post(address) if response.status_code == 405 else response
            assert reached(response) is is_open[name], name
    before = state(own)
    for name, address in addresses:
        if not is_open[name]:
            response = client.post(address)
            assert not reached(response), (name, response.status_code)
    assert state(own) == before


def reached(response) -> bool:
    """Return whether the editor gave access."""
    if response.status_code in (301, 302):
        return response.url != reverse("wagtailadmin_home") and not response.url.startswith("/accounts/")
    return response.status_code in (200, 400, 500)
