"""Pages that an earlier release archived are drafts again where they were."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from pages.models import HomePage, StandardPage

pytestmark = pytest.mark.django_db
migration = import_module("pages.migrations.0017_no_archive")


@pytest.fixture
def apps():
    """The models as the previous release knows them; their table is still there."""
    return MigrationExecutor(connection).loader.project_state(("pages", "0017_no_archive"), at_end=False).apps


@pytest.fixture
def home():
    return HomePage.objects.get(locale__language_code="en")


@pytest.fixture
def archived(apps):
    """Put a new page where the previous release kept it; return its key."""
    root = Page.objects.get(depth=1)

    def store(slug, parent, **fields):
        folder = root.get_children().filter(slug="archived-pages").first()
        folder = folder or root.add_child(instance=Page(title="Archive", slug="archived-pages", live=False))
        page = folder.add_child(instance=StandardPage(title=slug, slug=f"archived-{slug}", live=False, **fields))
        draft = page.specific
        draft.slug = slug
        draft.save_revision(clean=False)
        row = {"page_id": page.pk, "parent_id": parent and parent.pk, "slug": slug, "redirects": []}
        apps.get_model("pages", "ArchivedPage").objects.create(**row)
        return page

    return store


def stored(page):
    return StandardPage.objects.get(pk=page.pk)


def test_they_come_back_below_their_parents_with_the_pages_below_them(apps, archived, home):
    visit = archived("visit", home)
    below = visit.add_child(instance=StandardPage(title="Parking", slug="parking", live=False))
    inner, lost = archived("inner", visit), archived("lost", None)
    migration.empty_archive(apps, None)
    assert [stored(page).url_path for page in (visit, below, inner, lost)] == [
        f"{home.url_path}{path}" for path in ("visit/", "visit/parking/", "visit/inner/", "lost/")
    ]
    assert not any(stored(page).live for page in (visit, below, inner, lost))
    assert stored(inner).get_parent().pk == visit.pk
    assert not Page.objects.filter(slug="archived-pages").exists()
    assert Page.find_problems() == ([], [], [], [], [])
    stored(visit).get_latest_revision().publish()
    assert stored(visit).url == "/visit/"


def test_an_address_that_is_taken_gets_a_number_in_the_draft_too(apps, archived, home):
    visit = archived("visit", home)
    home.add_child(instance=StandardPage(title="Other", slug="visit"))
    migration.empty_archive(apps, None)
    assert stored(visit).slug == stored(visit).get_latest_revision_as_object().slug == "visit-2"


def test_publishing_them_ends_their_redirect(apps, archived, home):
    visit, about = archived("visit", home), Page.objects.get(slug="about")
    detour = Redirect.objects.create(old_path="/visit", redirect_page=about, is_permanent=False, site=home.get_site())
    rows = apps.get_model("pages", "ArchivedPage").objects
    rows.update(redirects=[{"before": None, "after": {"id": detour.pk}}])
    migration.empty_archive(apps, None)
    assert Redirect.objects.filter(pk=detour.pk).exists()
    stored(visit).get_latest_revision().publish()
    assert not Redirect.objects.filter(pk=detour.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_a_site_with_archived_pages_migrates(archived, home):
    MigrationExecutor(connection).migrate([("pages", "0016_private_translations")])
    visit = archived("visit", home)
    MigrationExecutor(connection).migrate([("pages", "0017_no_archive")])
    assert stored(visit).url_path == f"{home.url_path}visit/"
