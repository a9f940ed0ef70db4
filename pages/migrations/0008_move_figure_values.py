import re
from datetime import date

from django.db import migrations
from django.utils import timezone

from pages.figures.periods import in_language, period

FOUR_DIGITS = re.compile(r"\d{4}")


def move(apps, schema_editor):
    """Make each figure's number the first value of its series. The columns stay: they repeat the newest value."""
    Figure = apps.get_model("pages", "Figure")
    FigureValue = apps.get_model("pages", "FigureValue")
    FigureValueText = apps.get_model("pages", "FigureValueText")
    for figure in Figure.objects.exclude(value="").filter(computed_from="", values=None):
        value = FigureValue.objects.create(
            figure=figure,
            value=figure.value,
            as_of=figure.as_of,
            day=last_day(figure.as_of),
            source=figure.source,
            source_url=figure.source_url,
        )
        for row in figure.texts.all():
            as_of = "" if row.as_of == in_language(figure.as_of, row.language) else row.as_of
            if as_of or row.source:
                FigureValueText.objects.create(
                    figure_value=value, language=row.language, as_of=as_of, source=row.source
                )


def last_day(as_of: str) -> date:
    """Return the day to sort by: of a date that names no period, the end of the last year in it."""
    if found := period(as_of):
        return found.last
    years = FOUR_DIGITS.findall(as_of)
    return date(int(years[-1]), 12, 31) if years and years[-1] != "0000" else timezone.localdate()


class Migration(migrations.Migration):

    dependencies = [
        ('pages', '0007_figure_values'),
    ]

    operations = [
        migrations.RunPython(move, migrations.RunPython.noop),
    ]
