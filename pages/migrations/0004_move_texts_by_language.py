from datetime import timedelta

from django.conf import settings
from django.db import migrations

TOGETHER = timedelta(minutes=5)


def move(apps, schema_editor):
    """Turn the rows of other languages into texts of the row in English.

    Announcements belong together if they are translations or, as the command `emergency` made them, emergencies
    published together. A row without one in English stays as it is, so that no visitor loses it.
    """
    Announcement = apps.get_model("pages", "Announcement")
    AnnouncementText = apps.get_model("pages", "AnnouncementText")
    english = list(_rows(Announcement).filter(locale__language_code=settings.LANGUAGE_CODE))
    for row in _rows(Announcement).exclude(locale__language_code=settings.LANGUAGE_CODE):
        record = _translation(row, english) or next((one for one in english if _published_together(one, row)), None)
        if record and not record.texts.filter(language=row.locale.language_code).exists():
            AnnouncementText.objects.create(
                announcement=record, language=row.locale.language_code, text=row.text, link_text=row.link_text
            )
            _remove(apps, row)

    Figure = apps.get_model("pages", "Figure")
    FigureText = apps.get_model("pages", "FigureText")
    names = ("label", "definition", "as_of", "source")
    english = list(_rows(Figure).filter(locale__language_code=settings.LANGUAGE_CODE))
    for row in _rows(Figure).exclude(locale__language_code=settings.LANGUAGE_CODE):
        if record := _translation(row, english):
            texts = {name: getattr(row, name) for name in names}
            FigureText.objects.create(figure=record, language=row.locale.language_code, **texts)
            if not _references(apps, row).exists():  # a page that shows it would lose its number
                _remove(apps, row)


def _rows(model):
    return model.objects.select_related("locale").order_by("pk")


def _translation(row, english):
    same_key = (one for one in english if one.translation_key == row.translation_key)
    return next((one for one in same_key if getattr(one, "live", True) == getattr(row, "live", True)), None)


def _published_together(one, row) -> bool:
    if not (one.kind == row.kind == "emergency") or not (one.live and row.live and one.first_published_at and row.first_published_at):
        return False
    return abs(one.first_published_at - row.first_published_at) < TOGETHER


def _references(apps, row):
    to = apps.get_model("contenttypes", "ContentType").objects.filter(app_label="pages", model=row._meta.model_name)
    ReferenceIndex = apps.get_model("wagtailcore", "ReferenceIndex")
    return ReferenceIndex.objects.filter(to_content_type__in=to, to_object_id=str(row.pk))


def _remove(apps, row):
    """Delete the row with its revisions: a scheduled one would fail every minute."""
    kind = apps.get_model("contenttypes", "ContentType").objects.filter(app_label="pages", model=row._meta.model_name)
    apps.get_model("wagtailcore", "Revision").objects.filter(content_type__in=kind, object_id=str(row.pk)).delete()
    apps.get_model("wagtailcore", "ReferenceIndex").objects.filter(content_type__in=kind, object_id=row.pk).delete()
    row.delete()


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('pages', '0003_texts_by_language'),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
    ]
