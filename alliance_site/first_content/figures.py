"""What the figures say in other languages, and their first versions."""

import yaml

from pages.figures.periods import in_language
from pages.models import Figure, FigureText, FigureValueText
from pages.texts import other_languages

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
            if not figure.texts.filter(language=language).exclude(label="").exists():
                texts = {name: str(row.get(name) or "") for name in ("label", "definition")}
                FigureText.objects.update_or_create(figure=figure, language=language, defaults=texts)
                if value := figure.values.first():
                    as_of = str(row.get("as_of") or "")
                    is_derived = as_of == in_language(value.as_of, language)
                    words = {"as_of": "" if is_derived else as_of, "source": str(row.get("source") or "")}
                    FigureValueText.objects.update_or_create(figure_value=value, language=language, defaults=words)
                Figure.objects.get(pk=figure.pk).save()  # so that it repeats them
            ledger.add(key)


def keep_first_versions() -> None:
    """Give each figure without a version its first one, so that staff can compare and restore it."""
    for figure in Figure.objects.filter(latest_revision=None):
        figure.save_revision().publish()
