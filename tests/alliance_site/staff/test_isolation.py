"""Another school's editor and a Writer get no access to a school's things, at any address of the editor.

The table next to `admin_addresses.py` says what each view is for a School editor: `open` (shows nothing of a school, or
lists only one's own), `own` (open for one's own things only), `desk` (redirects to the desk), `closed`; and for a
Writer: `open` or `closed`. A new address fails until it is in the table.
"""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import Page, Revision

from alliance_site.staff.school_gate import OPEN, TO_THE_DESK
from media.models import SiteDocument, SiteImage
from schools.models import Confirmation, Posting, Proposal, School, SchoolNotice, SchoolPage
from tests.factories import SchoolFactory
from tests.html import filled
from tests.schools.people import editor_of, person

from ..admin_addresses import World, table, views

pytestmark = pytest.mark.django_db
WORDS = "Zzyzx"  # in every non-public text of the other school
CLOSED = "You don’t have access to this page"
KINDS = {"open", "own", "desk", "closed"}


@pytest.fixture
def own(db, picture):
    return World(School.objects.get(slug="gertz-ressler"), picture, "Our")


@pytest.fixture
def theirs(db, picture):
    """Another school, whose profile is still a draft."""
    return World(SchoolFactory(name=f"Alliance {WORDS} Academy", slug="other"), picture, WORDS, live=False)


@pytest.fixture
def edith(client, own):
    user = editor_of(own.school)
    client.force_login(user)
    return user


def test_every_address_of_the_editor_is_classified():
    names = [name for name, _route in views()]
    assert set(names) == set(table())
    assert {row["school_editor"] for row in table().values()} <= KINDS
    assert {row["writer"] for row in table().values()} <= {"open", "closed"}


def test_what_the_gate_opens_is_what_the_table_says():
    opened = {name for name, row in table().items() if row["school_editor"] in ("open", "own")}
    assert opened == set(OPEN)
    assert {name for name, row in table().items() if row["school_editor"] == "desk"} == TO_THE_DESK


@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_of_another_school_opens_or_shows(client, edith, theirs, method):
    client.raise_request_exception = False  # Wagtail's page that fails on purpose
    before = state(theirs)
    kinds = table()
    for name, route in views():
        address, kind = theirs.address(name, route), kinds[name]["school_editor"]
        if name in ("wagtailadmin_logout", ""):
            continue
        response = getattr(client, method)(address)
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


def state(world) -> tuple:
    """Everything of the other school that could be lost or changed."""
    school = School.objects.filter(pk=world.school.pk).values().get()
    page = Page.objects.filter(pk=world.page.pk).values().get()
    return (
        school,
        page,
        list(Revision.objects.for_instance(world.page).values_list("pk", flat=True)),
        SiteImage.objects.filter(pk=world.image.pk).values().get(),
        SiteDocument.objects.filter(pk=world.document.pk).values().get(),
        Proposal.objects.filter(pk=world.proposal.pk).values().get(),
        Confirmation.objects.filter(school=world.school).count(),
        list(SchoolNotice.objects.filter(school=world.school).values()),
        list(Posting.objects.filter(school=world.school).values()),
        list(world.school.team.reviewers.values_list("pk", flat=True)),
        world.page.current_workflow_state and world.page.current_workflow_state.status,
    )


@pytest.mark.parametrize(
    "name",
    [
        "wagtailimages_chooser:chosen_multiple",
        "wagtaildocs_chooser:chosen_multiple",
        "wagtailadmin_choose_page_chosen_multiple",
    ],
)
def test_choosing_several_names_none_of_another_school(client, edith, own, theirs, name):
    both = question(name, own) + question(name, theirs).replace("?", "&")
    for asked in (question(name, theirs), both, "?id=", "?id=x", "?id=²", f"?id={'9' * 5000}", ""):
        response = client.get(reverse(name) + asked)
        assert response.status_code == 403
        assert WORDS not in body(response)


@pytest.mark.parametrize(
    "asked", ["", f"?q={WORDS}", "?page_type=schools.schoolpage", "?page_type=schools.schoolpage&q="]
)
def test_choosers_and_searches_list_ones_own_and_what_is_public(client, edith, own, theirs, asked):
    index = theirs.page.get_parent()
    for name, args in (
        ("wagtailadmin_choose_page", []),
        ("wagtailadmin_choose_page_child", [index.pk]),
        ("wagtailadmin_choose_page_search", []),
        ("wagtailadmin_pages:search", []),
        ("wagtailadmin_pages:search_results", []),
        ("wagtailimages_chooser:choose", []),
        ("wagtailimages_chooser:choose_results", []),
        ("wagtaildocs_chooser:choose_results", []),
        ("wagtailimages:index", []),
        ("wagtaildocs:index", []),
    ):
        response = client.get(reverse(name, args=args) + asked)
        assert response.status_code == 200, name
        shown = body(response).replace(f'value=\\"{WORDS}\\"', "").replace(f'value="{WORDS}"', "")
        shown = shown.replace(f"\\u201c{WORDS}\\u201d", "").replace(f"{WORDS}</em>", "").replace(asked, "")
        assert f"{WORDS} " not in shown, (name, asked)
    children = body(client.get(reverse("wagtailadmin_choose_page_child", args=[index.pk]) + "?p=1"))
    assert "Public Schools" in children or own.school.name in children


def test_a_revision_of_another_school_does_not_open_under_ones_own_page(client, edith, own, theirs):
    for name, args in (
        ("revisions_view", [theirs.revision.pk]),
        ("revisions_revert", [theirs.revision.pk]),
        ("revisions_compare", ["earliest", theirs.revision.pk]),
        ("workflow_history_detail", [theirs.state.pk]),
    ):
        response = client.get(reverse(f"wagtailadmin_pages:{name}", args=[own.page.pk, *args]))
        assert response.status_code in (302, 404), name
        assert WORDS not in body(response)


def test_ones_own_picture_used_by_another_school_does_not_tell_its_draft(client, edith, own, theirs):
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
    from io import BytesIO

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    buffer = BytesIO()
    Image.new("RGB", (64, 48), "#fff").save(buffer, "PNG")
    file = SimpleUploadedFile("a.png", buffer.getvalue(), "image/png")
    said = {"description": "A white field", "people": "no_one"}
    sent = {"title": "Mine", **said, "file": file, "collection": theirs.collection.pk}
    client.post(reverse("wagtailimages:add"), sent)
    assert SiteImage.objects.get(title="Mine").collection == own.collection
    edit = reverse("wagtailimages:edit", args=[own.image.pk])
    client.post(edit, {"title": "Moved", **said, "collection": theirs.collection.pk})
    own.image.refresh_from_db()
    assert own.image.collection == own.collection


def test_who_is_a_writer_too_is_not_held(client, edith, theirs):
    edith.groups.add(Group.objects.get(name="Writer"))
    assert client.get(reverse("wagtailadmin_explore_root")).status_code == 200  # the home page of each language
    assert client.get(reverse("wagtailadmin_pages:edit", args=[theirs.page.pk])).status_code == 200


def test_a_group_made_by_hand_does_not_lift_the_gate(client, edith, theirs):
    group = Group.objects.create(name="Made by hand")
    group.permissions.add(*Permission.objects.filter(codename__in=["change_school", "view_mistakereport"]))
    edith.groups.add(group)
    for name in ("wagtailsnippets_schools_school:list", "wagtailadmin_reports:site_history"):
        assert client.get(reverse(name)).status_code == 403


def test_a_role_given_or_taken_holds_at_once(client, edith, own):
    edith.groups.clear()
    assert client.get(reverse("wagtailadmin_pages:edit", args=[own.page.pk])).status_code in (302, 403)


def test_a_writer_reaches_what_the_table_says(client, own):
    writer(client)
    kinds = table()
    found = {name: writer_reaches(client, own, name, route) for name, route in views()}
    wrong = {name for name, is_open in found.items() if is_open is not (kinds[name]["writer"] == "open")}
    assert wrong == set()


def test_what_is_closed_to_a_writer_is_closed_to_what_they_send(client, own):
    writer(client)
    before = state(own)
    for name, route in views():
        if table()[name]["writer"] == "closed":
            response = client.post(own.address(name, route) + question(name, own))
            assert not reached(response), (name, response.status_code)
    assert state(own) == before


def writer(client):
    client.force_login(person("wendy", "Writer"))
    client.raise_request_exception = False  # one of Wagtail's addresses fails on purpose


def writer_reaches(client, world, name, route) -> bool:
    """Use GET, or an empty POST where GET is not allowed."""
    if name == "wagtailadmin_logout":
        return True
    address = world.address(name, route) + question(name, world)
    response = client.get(address)
    return reached(client.post(address) if response.status_code == 405 else response)


def reached(response) -> bool:
    """Return whether the editor gave access."""
    if response.status_code in (301, 302):
        return response.url != reverse("wagtailadmin_home") and not response.url.startswith("/accounts/")
    return response.status_code in (200, 400, 500)


def test_the_menu_has_only_what_opens(client, edith):
    html = client.get(reverse("school_desks"), follow=True).content.decode()
    for address in (reverse("wagtailimages:index"), reverse("wagtaildocs:index"), reverse("school_desks")):
        assert address in html
    for name in ("components", "wagtailadmin_reports:site_history", "wagtailsnippets_schools_school:list"):
        assert reverse(name) not in html
