"""Figures with their values and first versions."""

from pages.models import Figure, FigureValue

from .files import yaml_data


def load_figures() -> dict[str, Figure]:
    """Load `content/figures.yaml` and return the figures by key."""
    figures = {}
    for row in yaml_data("figures.yaml"):
        figure = Figure(
            **{field: row[field] for field in ("name", "label", "definition")}, computed_from=row.get("computed", "")
        )
        if "value" in row:
            fields = ("value", "as_of", "source", "source_url")
            figure.values.add(FigureValue(**{field: row[field] for field in fields}))
        figure.full_clean()
        figure.save()
        figure.save_revision().publish()
        figures[row["key"]] = figure
    return figures
