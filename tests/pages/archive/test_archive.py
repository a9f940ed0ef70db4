"""A page that was public is archived, not deleted: out of sight, with a redirect, and restored in one click."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageLogEntry

from media.consent import People
from media.models import SiteImage
from pages.archive.archiving import archive
from pages.models import ArchivedPage, HomePage, PillarPage, StandardPage
from schools.models import Posting, Requirement, SchoolIndexPage, SchoolPage
from tests.html import soup
from toolkit.visibility import public

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return HomePage.objects.get(locale__language_code="en")


@pytest.fixture
def visit(home):
    """A public page."""
    return added(home, "Visit us", "visit")


@pytest.fixture
def admin(client):
    user = get_user_model().objects.create_superuser("admin")
    client.force_login(user)
    return user


def added(parent, title, slug, **fields):
    page = parent.add_child(instance=StandardPage(title=title, slug=slug, summary="How.", **fields))
    page.save_revision().publish()
    return StandardPage.objects.get(pk=page.pk)


def linking(parent, target, slug="linking"):
    text = f'<p>You can <a id="{target.pk}" linktype="page">visit a school</a>.</p>'
    body = [("section", {"heading": "Visits", "text": text}), ("call_to_action", {"heading": "Come", "page": target})]
    return added(parent, "Links", slug, body=StandardPage.body.field.stream_block.to_python(raw(body)))


def raw(blocks):
    return [
        {"type": kind, "value": {name: getattr(value, "pk", value) for name, value in values.items()}}
        for kind, values in blocks
    ]


def archive_url(page):
    return reverse("archive_page", args=[page.pk])


def restore_url(page):
    return reverse("restore_page", args=[page.pk])


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_archiving_redirects_the_old_addresses_and_restoring_takes_that_back(sign_in, visit, home):
    below = added(visit, "Parking", "parking")
    old = Redirect.objects.create(old_path="/visits", redirect_page=visit, redirect_page_route_path="/parking")
    client = sign_in("Publisher")
    client.post(archive_url(visit), {"target": home.pk})
    for address in ("/visit/", "/visit/parking/", "/visits"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (302, home.url)
    assert not public(Page.objects.filter(pk__in=[visit.pk, below.pk])).exists()
    client.post(restore_url(visit))
    restored = StandardPage.objects.get(pk=visit.pk)
    assert (restored.url_path, restored.live, restored.get_parent().pk) == (visit.url_path, False, home.pk)
    assert Page.objects.get(pk=below.pk).url_path == below.url_path
    assert list(Redirect.objects.filter(old_path__startswith="/visit").values_list("pk", "redirect_page")) == [
        (old.pk, visit.pk)
    ]
    assert not ArchivedPage.objects.exists()
    restored.get_latest_revision().publish()
    assert client.get("/visit/").status_code == 200
    log = PageLogEntry.objects.filter(page=visit.pk).values_list("action", flat=True)
    assert {"pages.archive", "pages.restore"} <= set(log)


def test_translations_go_along_and_redirect_to_the_translation_of_the_target(sign_in, visit):
    spanish = visit.copy_for_translation(HomePage.objects.get(locale__language_code="es").locale)
    spanish.save_revision().publish()
    about = Page.objects.get(slug="about")
    client = sign_in("Publisher")
    client.post(archive_url(visit), {"target": about.pk})
    translated = about.get_translations().get()
    assert client.get(spanish.url)["Location"] == translated.url
    client.post(restore_url(visit))
    assert Page.objects.get(pk=spanish.pk).url_path == spanish.url_path


def test_what_waits_to_be_published_stays_in_the_archive(sign_in, visit, home):
    visit.get_workflow().start(visit, get_user_model().objects.create_user("other"))
    visit.get_latest_revision().publish()
    revision = visit.save_revision()
    revision.approved_go_live_at = "2020-01-01T00:00:00Z"
    revision.save()
    sign_in("Publisher").post(archive_url(visit), {"target": home.pk})
    revision.refresh_from_db()
    assert revision.approved_go_live_at is None
    assert Page.objects.get(pk=visit.pk).current_workflow_state is None


def test_the_page_says_who_links_there_and_changes_the_links(sign_in, visit, home):
    about = Page.objects.get(slug="about")
    source, unfinished = linking(home, visit), linking(home, visit, "unfinished")
    unfinished.title = "Unfinished"
    unfinished.save_revision()
    client = sign_in("Publisher")
    answer = soup(client.get(archive_url(visit))).find("main")
    assert "2 places link there" in answer.get_text()
    assert answer.select(f'a[href*="/pages/{source.pk}/edit/#:w:contentpath=body."]')
    response = client.post(archive_url(visit), {"target": about.pk, "change_links": "on"})
    assert "Links changed on 1 page." in said(response)
    assert "in the draft of 1 page." in said(response)
    body = StandardPage.objects.get(pk=source.pk).body
    assert f'id="{about.pk}"' in body[0].value["text"].source
    assert body[1].value["page"].pk == about.pk
    draft = Page.objects.get(pk=unfinished.pk).get_latest_revision_as_object()
    assert (draft.title, draft.body[1].value["page"].pk) == ("Unfinished", about.pk)
    assert StandardPage.objects.get(pk=unfinished.pk).body[1].value["page"].pk == visit.pk


def test_the_number_of_places_does_not_multiply_queries(sign_in, visit, home, django_assert_max_num_queries):
    client = sign_in("Publisher")
    linking(home, visit)
    client.get(archive_url(visit))
    with django_assert_max_num_queries(60) as one:
        client.get(archive_url(visit))
    for number in range(3):
        linking(home, visit, f"linking-{number}")
    with django_assert_max_num_queries(len(one) + 9):
        client.get(archive_url(visit))


@pytest.mark.parametrize("target", ["itself", "below", "draft", "missing"])
def test_visitors_are_never_pointed_to_what_they_cannot_see(sign_in, visit, home, target):
    below = added(visit, "Parking", "parking")
    draft = home.add_child(instance=StandardPage(title="Draft", slug="draft", live=False))
    keys = {"itself": visit.pk, "below": below.pk, "draft": draft.pk, "missing": ""}
    response = sign_in("Publisher").post(archive_url(visit), {"target": keys[target]})
    assert response.status_code == 200
    assert not ArchivedPage.objects.exists()


def test_the_address_is_free_again_and_a_restored_page_gets_another(sign_in, visit, home):
    client = sign_in("Publisher")
    for number in range(2):  # two archived pages with one old address
        page = visit if not number else added(home, "Visit us again", "visit")
        archive(page, None, home)
    new = added(home, "Visit", "visit")
    response = client.post(restore_url(visit))
    assert "so it got “visit-2”" in said(response)
    restored = Page.objects.get(pk=visit.pk)
    assert restored.get_latest_revision_as_object().slug == restored.slug == "visit-2"
    assert Page.objects.get(pk=new.pk).live


def test_nothing_is_restored_below_an_archived_page(sign_in, visit, home):
    below = added(visit, "Parking", "parking")
    client = sign_in("Publisher")
    archive(below, None, home)
    archive(visit, None, home)
    assert "First restore “Visit us”" in client.get(reverse("archive")).content.decode()
    get_user_model().objects.filter(username="Publisher").update(is_superuser=True)
    assert "Restore that one first" in said(client.post(restore_url(below)))
    client.post(restore_url(visit))
    client.post(restore_url(below))
    assert Page.objects.get(pk=below.pk).url_path == below.url_path


def test_a_page_whose_parent_is_gone_comes_back_below_home(admin, client, home):
    parent = home.add_child(instance=StandardPage(title="Never public", slug="never", live=False))
    page = added(parent, "Visit us", "visit")
    archive(page, None, home)
    Page.objects.get(pk=parent.pk).delete()
    client.post(restore_url(page))
    assert Page.objects.get(pk=page.pk).get_parent().pk == home.pk


def test_archived_pages_are_in_no_list(admin, client, visit, home):
    archive(visit, admin, home)
    root = Page.get_first_root_node()
    for address in (
        reverse("wagtailadmin_explore", args=[root.pk]),
        f"{reverse('wagtailadmin_choose_page_search')}?q=visit",
        reverse("wagtailadmin_choose_page_child", args=[root.pk]),
        f"{reverse('wagtailadmin_api:pages:listing')}?for_explorer=1&child_of={root.pk}",
    ):
        text = client.get(address).content.decode()
        assert "Visit us" not in text
        assert ">Archive<" not in text


@pytest.mark.parametrize("role", ["Publisher", "Listings manager", "Writer", "admin"])
def test_nobody_deletes_what_was_public(client, sign_in, request, visit, role):
    request.getfixturevalue("admin") if role == "admin" else sign_in(role)
    parent = Page.objects.get(slug="about").add_child(instance=StandardPage(title="Never", slug="never", live=False))
    below = added(parent, "Below", "below")
    for page in (visit, parent):
        client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
        client.post(reverse("wagtailadmin_api:pages:action", args=[page.pk, "delete"]))
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
        client.post(f"{bulk}?{urlencode({'id': page.pk})}")
    assert Page.objects.filter(pk__in=[visit.pk, below.pk], live=True).count() == 2


@pytest.mark.parametrize("role", ["Listings manager", "Writer"])
def test_others_neither_archive_nor_restore(sign_in, visit, home, role):
    client = sign_in(role)
    client.post(archive_url(visit), {"target": home.pk})
    assert not ArchivedPage.objects.exists()
    archive(visit, None, home)
    client.post(restore_url(visit))
    assert ArchivedPage.objects.exists()
    assert (client.get(reverse("archive")).status_code == 200) == (role == "Listings manager")
    assert "Restore</button>" not in client.get(reverse("archive")).content.decode()


@pytest.mark.parametrize("model", [SchoolIndexPage, SchoolPage])
def test_the_register_decides_about_profiles_and_their_list(sign_in, home, model):
    client, page = sign_in("Listings manager"), model.objects.filter(live=True).first()
    client.post(archive_url(page), {"target": home.pk})
    assert not ArchivedPage.objects.exists()
    assert model.objects.get(pk=page.pk).live


def test_home_pages_and_drafts_are_not_archived(admin, client, home):
    draft = home.add_child(instance=StandardPage(title="Draft", slug="draft", live=False))
    for page in (home, draft):
        client.post(archive_url(page), {"target": Page.objects.get(slug="about").pk})
    assert not ArchivedPage.objects.exists()


def test_only_admins_delete_for_good_and_nobody_edits_in_the_archive(client, sign_in, visit, home):
    archive(visit, None, home)
    delete = reverse("wagtailadmin_pages:delete", args=[visit.pk])
    sign_in("Publisher").post(delete)
    get_user_model().objects.filter(username="Publisher").update(is_superuser=True)
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[visit.pk]))
    assert edit.status_code == 302
    for action in ("publish", "move", "copy"):
        data = {"destination_page_id": home.pk, "recursive": False}
        client.post(reverse("wagtailadmin_api:pages:action", args=[visit.pk, action]), data)
    page = Page.objects.get(pk=visit.pk)
    assert (page.live, page.url_path.startswith("/archived-pages/")) == (False, True)
    client.post(delete)
    assert not Page.objects.filter(pk=visit.pk).exists()


def test_there_is_one_button(sign_in, visit):
    client = sign_in("Publisher")
    for address in (
        reverse("wagtailadmin_pages:edit", args=[visit.pk]),
        reverse("wagtailadmin_explore", args=[visit.get_parent().pk]),
    ):
        links = soup(client.get(address)).select('a[href*="archive"]')
        assert [link.get_text(strip=True) for link in links if f"/{visit.pk}/" in link["href"]] == ["Delete"]


def test_links_in_a_plain_rich_text_field_change_too(sign_in, visit, home):
    pillar = PillarPage.objects.filter(locale=home.locale).first()
    pillar.statement = f'<p><a id="{visit.pk}" linktype="page">Visit a school</a> this fall.</p>'
    pillar.save_revision().publish()
    about = Page.objects.get(slug="about")
    sign_in("Publisher").post(archive_url(visit), {"target": about.pk, "change_links": "on"})
    assert f'id="{about.pk}"' in PillarPage.objects.get(pk=pillar.pk).statement


def test_restoring_can_publish_what_was_public_as_it_was(sign_in, visit, home):
    below, hidden = added(visit, "Parking", "parking"), added(visit, "Old", "old")
    hidden.unpublish()
    visit.title = "Visit us soon"
    visit.save_revision()
    client = sign_in("Publisher")
    client.post(archive_url(visit), {"target": home.pk})
    assert "Restore and publish" in client.get(reverse("archive")).content.decode()
    assert "is public again" in said(client.post(restore_url(visit), {"publish": "on"}))
    pages = Page.objects.in_bulk([visit.pk, below.pk, hidden.pk])
    assert [pages[page.pk].live for page in (visit, below, hidden)] == [True, True, False]
    assert (pages[visit.pk].title, pages[visit.pk].has_unpublished_changes) == ("Visit us", True)
    assert client.get("/visit/parking/").status_code == 200


def test_what_has_expired_or_shows_a_picture_without_consent_stays_a_draft(sign_in, visit, home, picture):
    below = added(visit, "Parking", "parking")
    below.listing_image = picture()
    below.save_revision().publish()
    visit.expire_at = timezone.now() + timedelta(days=1)
    visit.save_revision().publish()
    client = sign_in("Publisher")
    client.post(archive_url(visit), {"target": home.pk})
    revision = visit.get_latest_revision()
    revision.content["expire_at"] = "2026-01-01T00:00:00Z"
    revision.save()
    SiteImage.objects.update(people=People.SCHOLARS, release="R-1", consent_withdrawn=timezone.localdate())
    assert "is a draft again" in said(client.post(restore_url(visit), {"publish": "on"}))
    assert not Page.objects.filter(pk__in=[visit.pk, below.pk], live=True).exists()


def test_a_page_with_a_new_address_stays_a_draft(sign_in, visit, home):
    archive(visit, None, home)
    added(home, "Visit", "visit")
    assert "so it got “visit-2”" in said(sign_in("Publisher").post(restore_url(visit), {"publish": "on"}))
    assert not Page.objects.get(pk=visit.pk).live


def test_only_a_current_posting_keeps_a_page(sign_in, visit, home):
    requirement = Requirement.objects.first()
    posting = Posting.objects.create(requirement=requirement, page=visit, next_check=timezone.localdate())
    client = sign_in("Publisher")
    assert "This page is a required posting." in client.get(archive_url(visit)).content.decode()
    client.post(archive_url(visit), {"target": home.pk})
    assert not ArchivedPage.objects.exists()
    posting.archived = timezone.now()
    posting.save()
    assert "replaced: it stays as it is" in client.get(archive_url(visit)).content.decode()
    client.post(archive_url(visit), {"target": home.pk, "change_links": "on"})
    assert ArchivedPage.objects.exists()
    assert "Network" not in soup(client.get(reverse("links"))).find("main").get_text()
