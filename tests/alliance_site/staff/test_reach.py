"""A form can refer only to objects its user may use, in every place of every form, however it is submitted."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.admin.models import FormState
from wagtail.images import get_image_model
from wagtail.models import Collection, GroupCollectionPermission, Page, ReferenceIndex, get_page_models
from wagtail.snippets.models import get_snippet_models

from media.models import SiteDocument, SiteImage
from pages.models import Figure, FormPage, HomePage
from schools.models import School, SchoolPage
from tests.html import filled
from tests.pages.forms import edit_url
from tests.schools.people import person

from .conftest import WORDS
from .reference_sites import sites, together

pytestmark = pytest.mark.django_db
REFUSED = "so it was removed here", "was removed here", "A profile stays with its school"
DOORS = ("save", "submit", "publish", "background", "preview")
PLACES = {  # some of each kind
    *("school", "listing_image", "body.picture.image.image", "body.call_to_action.page"),
    *("body.section.text (page link)", "body.questions.questions.item.answer (document link)"),
    *("body.figures.figures.item", "body.comparison.figures.item"),
}


@pytest.fixture
def own(own):
    own.state.cancel(user=own.user)
    return own


@pytest.fixture
def things(theirs):
    figure = Figure.objects.create(name=f"{WORDS} figure", label=WORDS, live=False)
    form = FormPage.objects.first()
    form.title = form.draft_title = f"{WORDS} form"
    form.save()
    return {
        SiteImage: theirs.image,
        SiteDocument: theirs.document,
        Page: theirs.page,
        School: theirs.school,
        Figure: figure,
        FormPage: form,
    }


def opened(client, address):
    """The form at `address`, and what a browser would send for it."""
    response = client.get(address)
    assert response.status_code == 200, address
    return read(response)


def read(response):
    """The form on a page and what a browser would send for it, without the stream blocks that a script adds."""
    form = response.context["form"]
    counts = {f"{name}-count": "0" for name, field in form.fields.items() if hasattr(field, "block")}
    return form, filled(response) | counts


def send(client, door, address, data):
    """Submit `data` through one of the profile form's `DOORS`, and return the response as text."""
    if door == "preview":
        preview = address.replace("/edit/", "/edit/preview/")
        answer = client.post(preview, data)
        return (answer.content + client.get(preview).content).decode()
    more = {f"action-{door}": "on"} if door in ("submit", "publish") else {}
    headers = {"accept": "application/json"} if door == "background" else {}
    return client.post(address, data | more, headers=headers).content.decode()


def referred(page) -> set[str]:
    """Keys of all objects that the newest draft and the live page refer to, by kind."""
    found = set()
    stored = type(page).objects.get(pk=page.pk)
    for one in (stored.get_latest_revision_as_object(), stored):
        found |= {(kind, key) for kind, key, *_path in ReferenceIndex._extract_references_from_object(one)}
    return found


def test_no_place_of_a_profile_shows_or_keeps_what_is_another_schools(client, edith, own, theirs, things):
    """Every place is saved; a place of each kind goes through the other doors, too."""
    address = edit_url(own.page)
    form, data = opened(client, address)
    before, found = referred(own.page), sites(form, things)
    assert {site.path for site in found} >= PLACES
    renditions = SiteImage.objects.get(pk=theirs.image.pk).renditions.count()
    for site, door in ((site, door) for site in found for door in DOORS if door == "save" or site.path in PLACES):
        answer = send(client, door, address, data | site.data | {"summary": "Newly typed"})
        shown = [text for text in (WORDS, f"/{theirs.page.slug}/", "a.pdf") if text in answer]
        assert shown == [], (site.path, door)
        assert theirs.image.renditions.count() == renditions, (site.path, door)
        assert referred(own.page) == before, (site.path, door)
        if door == "preview":
            assert not FormState.objects.exists(), site.path
        elif door != "background":
            assert any(words in answer for words in REFUSED), (site.path, door)
            assert "Newly typed" in answer
            assert site.path != "body.section.text (page link)" or "linked words" in answer


def test_what_the_office_placed_is_shown_and_kept(client, edith, own, theirs, things):
    """In a place of each kind."""
    address = edit_url(own.page)
    SiteImage.objects.filter(pk=theirs.image.pk).update(width=1600, height=900)
    for site in sites(opened(client, address)[0], things):
        if site.path in PLACES - {"school"}:
            client.force_login(get_user_model().objects.get_or_create(username="root", is_superuser=True)[0])
            send(client, "save", address, opened(client, address)[1] | site.data)
            client.force_login(edith)
            placed = referred(own.page)
            data = opened(client, address)[1] | site.data | {"summary": site.path[-90:]}
            answer = send(client, "save", address, data)
            assert not any(words in answer for words in REFUSED), site.path
            page = SchoolPage.objects.get(pk=own.page.pk)
            assert page.get_latest_revision_as_object().summary == site.path[-90:]
            assert referred(own.page) == placed


def forms_of(client):
    """(address, form, data) of each page and record form that the user may open."""
    addresses = [edit_url(page) for model in get_page_models() if (page := model.objects.first())]
    addresses += [reverse(model.snippet_viewset.get_url_name("add")) for model in get_snippet_models()]
    for address in addresses:
        response = client.get(address)
        if response.status_code == 200:
            yield address, *read(response)


@pytest.mark.parametrize("role", ["Writer", "Publisher", "Listings manager"])
def test_nobody_else_is_refused_what_wagtail_lets_them_choose(client, role, things):
    client.force_login(person("someone", role))
    tried = 0
    for address, form, data in forms_of(client):
        found = sites(form, things)
        tried += len(found)
        answer = client.post(address, data | together(found)).content.decode()
        assert not any(words in answer for words in REFUSED[:2]), address
    assert tried > 10


def test_a_group_made_by_hand_refers_to_pictures_and_documents_of_its_own_collections_only(client, things, picture):
    group = Group.objects.create(name="Made by hand")
    group.permissions.add(*Permission.objects.filter(codename__in=["access_admin", "add_announcement", "add_figure"]))
    for codename in ("add_page", "change_page"):
        permission = Permission.objects.get(codename=codename)
        group.page_permissions.create(page=HomePage.objects.get(locale__language_code="en"), permission=permission)
    mine = Collection.get_first_root_node().add_child(name="Mine")
    for permission in Permission.objects.filter(codename__in=["choose_image", "choose_document"]):
        GroupCollectionPermission.objects.create(group=group, collection=mine, permission=permission)
    client.force_login(person("someone", group.name))
    library = {model: things[model] for model in (SiteImage, SiteDocument)}
    tried = set()
    for address, form, data in forms_of(client):
        found = sites(form, library)
        first = {site.field: site for site in reversed(found)}.values()
        for site in found:
            if site.path in tried and site not in first:
                continue  # every place once, and on each form the first of each field
            tried.add(site.path)
            answer = client.post(address, data | site.data).content.decode()
            assert REFUSED[0] in answer, (address, site.path)
            assert f"{WORDS} picture" not in answer
            assert "a.pdf" not in answer
    assert len(tried) > 10
    assert not get_image_model().objects.get(pk=things[SiteImage].pk).renditions.exists()
