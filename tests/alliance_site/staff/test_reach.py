"""A form can refer only to objects its user may use, in every place of every form, however it is submitted."""

from dataclasses import dataclass

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.forms import Form
from django.forms.models import ModelChoiceField
from django.urls import reverse
from wagtail import blocks
from wagtail.admin.models import FormState
from wagtail.blocks.stream_block import StreamBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock
from wagtail.models import Collection, GroupCollectionPermission, Page, ReferenceIndex, get_page_models
from wagtail.snippets.models import get_snippet_models
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from media.models import SiteDocument, SiteImage
from pages.models import Figure, FormPage, HomePage
from schools.models import School, SchoolPage
from tests.html import filled
from tests.pages.forms import edit_url
from tests.schools.people import person

from ..conftest import WORDS

pytestmark = pytest.mark.django_db

REFUSED = "so it was removed here", "was removed here", "A profile stays with its school"
DOORS = ("save", "submit", "publish", "background", "preview")
PLACES = {  # some of each kind
    *("school", "listing_image", "body.picture.image.image", "body.call_to_action.page"),
    *("body.section.text (page link)", "body.questions.questions.item.answer (document link)"),
    *("body.figures.figures.item", "body.comparison.figures.item"),
}


LINKS = {Page: "page", get_document_model(): "document"}


@dataclass(frozen=True)
class Site:
    """One place: its name, the field that an error must name, and the data to post to refer to an object."""

    path: str
    field: str
    data: dict


def sites(form: Form, things: dict) -> list[Site]:
    """All places of the bound or unbound `form`, each referring to one of `things` (objects by model)."""
    found = []
    for name, field in form.fields.items():
        html_name = form.add_prefix(name)
        for path, value in _of_field(field, things):
            data = nested_form_data({html_name: value}) if isinstance(value, dict) else {html_name: value}
            found.append(Site(f"{html_name}{path}", html_name, data))
    for formset in getattr(form, "formsets", {}).values():
        row = formset.empty_form
        row.prefix = f"{formset.prefix}-{formset.total_form_count()}"
        counted = {f"{formset.prefix}-TOTAL_FORMS": formset.total_form_count() + 1, f"{row.prefix}-ORDER": "9"}
        found += [Site(one.path, one.field, one.data | counted) for one in sites(row, things)]
    return found


def _of_field(field, things):
    if isinstance(field, ModelChoiceField):
        if thing := _thing(field.queryset.model, things):
            yield "", str(thing.pk)
    elif hasattr(field, "block"):
        yield from _of_block(field.block, things)
    elif hasattr(field.widget, "converter"):  # rich text
        yield from _of_text(things)


def _of_block(block, things):
    """(path, value as `nested_form_data` expects it) of each place inside `block`."""
    if isinstance(block, ImageBlock):
        yield ".image", {"image": str(_thing(get_image_model(), things).pk), "decorative": "", "alt_text": "A field"}
    elif isinstance(block, blocks.ChooserBlock):
        if thing := _thing(block.model_class, things):
            yield "", str(thing.pk)
    elif isinstance(block, blocks.RichTextBlock):
        yield from _of_text(things)
    elif isinstance(block, blocks.ListBlock):
        for path, value in _of_block(block.child_block, things):
            yield f".item{path}", streamfield([("item", value)])
    elif hasattr(block, "child_blocks"):
        for name, child in block.child_blocks.items():
            for path, value in _of_block(child, things):
                yield f".{name}{path}", _in(block, name, value)


def _of_text(things):
    for model, link in LINKS.items():
        if thing := _thing(model, things):
            yield f" ({link} link)", rich_text(f'<p>Some <a linktype="{link}" id="{thing.pk}">linked words</a></p>')


def _in(block, name: str, value) -> dict:
    """What a browser sends for `block` with `value` in its part `name`, a table with one cell."""
    if isinstance(block, StreamBlock):
        return streamfield([(name, value)])
    if isinstance(block, TypedTableBlock):
        one = {"order": "0", "deleted": ""}
        column = {"count": "1", "0": {"type": name, "heading": "Text", **one}}
        return {"caption": "Text", "column": column, "row": {"count": "1", "0": one}, "cell-0-0": value}
    return {other: _empty(one) for other, one in block.child_blocks.items()} | {name: value}


def _empty(block):
    """What a browser sends for `block` with only the required parts filled in, without references."""
    if isinstance(block, ImageBlock):
        return {"image": "", "decorative": "", "alt_text": ""}
    if isinstance(block, blocks.RichTextBlock):
        return rich_text("<p>Text</p>")
    if isinstance(block, blocks.ListBlock | StreamBlock):
        return {"count": "0"}
    if isinstance(block, blocks.MultipleChoiceBlock):
        return []
    return "Text" if isinstance(block, blocks.CharBlock | blocks.TextBlock) else ""


def _thing(model, things):
    if model in things:
        return things[model]
    return next((thing for kind, thing in things.items() if issubclass(kind, model) or issubclass(model, kind)), None)


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
    form, data = read(client.get(address))
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
    for site in sites(read(client.get(address))[0], things):
        if site.path in PLACES - {"school"}:
            client.force_login(get_user_model().objects.get_or_create(username="root", is_superuser=True)[0])
            send(client, "save", address, read(client.get(address))[1] | site.data)
            client.force_login(edith)
            placed = referred(own.page)
            data = read(client.get(address))[1] | site.data | {"summary": site.path[-90:]}
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
        for site in {site.field: site for site in found}.values():  # in one place of each field
            data |= site.data
        answer = client.post(address, data).content.decode()
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
