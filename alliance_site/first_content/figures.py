"""Figures with their values, what they say in other languages, and their first versions."""

from pages.figures.periods import in_language
from pages.models import Figure, FigureText, FigureValue, FigureValueText
from pages.texts import other_languages

from .files import CONTENT, yaml_data


def load_figures() -> dict[str, Figure]:
    """Load `content/figures.yaml` and return the figures by key."""
    figures = {}
    for row in yaml_data("figures.yaml"):
        figure = Figure(
            **{field: str(row.get(field) or "") for field in ("name", "label", "definition")},
            computed_from=row.get("computed") or "",
        )
        if "value" in row:
            fields = ("value", "as_of", "source", "source_url")
            figure.values.add(FigureValue(**{field: str(row[field] or "") for field in fields}))
        figure.full_clean()
        figure.save()
        figures[row["key"]] = figure
    for language, _name in other_languages():
        if (CONTENT / language / "figures.yaml").exists():
            _load_texts(language, figures)
    for figure in Figure.objects.all():
        figure.save()  # so that it repeats its texts
        figure.save_revision().publish()
    return figures


def _load_texts(language: str, figures: dict[str, Figure]) -> None:
    for row in yaml_data(f"{language}/figures.yaml"):
        figure = figures[row["key"]]
        texts = {name: str(row.get(name) or "") for name in ("label", "definition")}
        FigureText.objects.create(figure=figure, language=language, **texts)
        if value := figure.values.first():
            as_of = str(row.get("as_of") or "")
            is_derived = as_of == in_language(value.as_of, language)
            words = {"as_of": "" if is_derived else as_of, "source": str(row.get("source") or "")}
            FigureValueText.objects.create(figure_value=value, language=language, **words)
