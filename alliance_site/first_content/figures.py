"""What the figures say in other languages, and their first versions."""

import yaml

from pages.figures.periods import in_language
from pages.models import Figure, FigureValue
from pages.texts import MAIN, other_languages

from .ledger import CONTENT, Ledger


def load_figure_texts(ledger: Ledger, figures: dict[str, Figure]) -> None:
    """Load `content/<language>/figures.yaml`, each figure once per language, unless staff have written its texts."""
    for language, _name in other_languages():
        path = CONTENT / language / "figures.yaml"
        for row in yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else []:
            key = f"figure text:{row['key']} {language}"
            if row["key"] not in figures or not ledger.is_new(key):
                continue
            figure = figures[row["key"]]
            if language not in figure.label:
                for name in ("label", "definition"):
                    _add(figure, name, language, row)
                for value in figure.series[:1]:
                    _add(value, "source", language, row)
                    if row.get("as_of") != in_language(value.as_of[MAIN], language):
                        _add(value, "as_of", language, row)
                    value.save()
                figure.save()
            ledger.add(key)


def _add(record: Figure | FigureValue, name: str, language: str, row: dict) -> None:
    setattr(record, name, {**getattr(record, name), language: str(row.get(name) or "")})


def keep_first_versions() -> None:
    """Give each figure without a version its first one, so that staff can compare and restore it."""
    for figure in Figure.objects.filter(latest_revision=None):
        figure.save_revision().publish()
