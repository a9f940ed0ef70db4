"""Announcements and figures stored once per language become one record. No visitor loses one."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from wagtail.models import Locale, Revision

from pages.models import Announcement, Figure, HomePage

pytestmark = pytest.mark.django_db
migration = import_module("pages.migrations.0004_move_texts_by_language")


@pytest.fixture
def apps():
    """The models as the previous release knows them; their columns are still there."""
    return MigrationExecutor(connection).loader.project_state(("pages", "0003_texts_by_language")).apps


@pytest.fixture
def store(apps):
    """Store a row as the previous release does."""

    def stored(model, language, like=None, **fields):
        locale = Locale.objects.get_or_create(language_code=language)[0]
        key = {"translation_key": like.translation_key} if like else {}
        return apps.get_model("pages", model).objects.create(locale_id=locale.pk, **key, **fields)

    return stored


def test_translations_become_texts_of_the_english_one(apps, store):
    english = store("Announcement", "en", text="Closed", link_text="More", link_url="https://example.org/")
    spanish = store("Announcement", "es", english, text="Cerrado", link_text="Más", link_url="https://example.org/")
    Revision.objects.create(
        content_type_id=Announcement(pk=1).get_content_type().pk,
        base_content_type_id=Announcement(pk=1).get_content_type().pk,
        object_id=str(spanish.pk),
        content={},
        approved_go_live_at=timezone.now() + timedelta(days=1),
    )
    migration.move(apps, None)
    one = Announcement.objects.get(pk=english.pk)
    assert [(row.language, row.text, row.link_text) for row in one.texts.all()] == [("es", "Cerrado", "Más")]
    assert not Announcement.objects.filter(pk=spanish.pk).exists()
    assert not Revision.objects.filter(object_id=str(spanish.pk), content={}).exists()


def test_emergencies_of_the_command_are_found_by_their_time(apps, store):
    now = timezone.now()
    english = store("Announcement", "en", text="Closed", kind="emergency", first_published_at=now)
    spanish = store(
        "Announcement", "es", text="Cerrado", kind="emergency", first_published_at=now + timedelta(seconds=2)
    )
    alone = store("Announcement", "es", text="Otra cosa", kind="notice", first_published_at=now)
    late = store("Announcement", "es", text="Más tarde", kind="emergency", first_published_at=now + timedelta(hours=2))
    migration.move(apps, None)
    assert Announcement.objects.get(pk=english.pk).text_for("es") == ("Cerrado", "es")
    assert not Announcement.objects.filter(pk=spanish.pk).exists()
    assert Announcement.objects.shown().filter(pk__in=[alone.pk, late.pk]).count() == 2


def test_a_figure_keeps_its_number_and_gains_the_words(apps, store):
    english = store("Figure", "en", name="Seniors", value="95%", label="of seniors", as_of="2019", source="Alliance")
    spanish = store("Figure", "es", english, name="Seniors", value="95%", label="de estudiantes", as_of="2019")
    shown = store(
        "Figure", "es", store("Figure", "en", name="Alumni", value="1"), name="Alumni", value="1", label="egresados"
    )
    home = HomePage.objects.get(locale__language_code="en")
    home.figures = [("figure", Figure.objects.get(pk=shown.pk))]
    home.save()
    migration.move(apps, None)
    assert Figure.objects.get(pk=english.pk).text_for("es") == ("de estudiantes", "es")
    assert not Figure.objects.filter(pk=spanish.pk).exists()
    assert Figure.objects.filter(pk=shown.pk).exists()  # the page still shows it
