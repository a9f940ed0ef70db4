"""Pages and their Spanish translations, for tests."""

from datetime import timedelta

from django.utils import timezone

from pages.models import PillarPage, SourceText
from tests.factories import home

NEW = "0b8e1a7e-6e0d-4b39-9a64-0d3f3f6b5f10"  # the ID of a block


def spanish(page):
    """The Spanish translation of `page`, fresh from the database."""
    return page.get_translation(home("es").locale).specific


def pillar() -> PillarPage:
    return PillarPage.objects.get(slug="equity")


def publish(page, **values):
    """Publish `page` with `values`, as the editor would."""
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def translated(page, **values):
    """Publish a Spanish copy of `page` with `values`."""
    return publish(page.copy_for_translation(home("es").locale, copy_parents=True), **values)


def changed(page, days: int, **values):
    """`page`, whose text changed `days` days ago, when it was translated long before."""
    page.source_texts.update(since=timezone.now() - timedelta(days=400))
    page = publish(page, **values)
    SourceText.objects.filter(pk=page.source_texts.first().pk).update(since=timezone.now() - timedelta(days=days))
    return page


def section(heading, text="<p>Words.</p>", key=NEW):
    return {"type": "section", "value": {"heading": heading, "text": text}, "id": key}


def stream(page, name="body"):
    return getattr(page, name).get_prep_value()


def with_stream(page, raw, name="body"):
    return publish(page, **{name: getattr(page, name).stream_block.to_python(raw)})
