"""Figures, the menu and the footer, templates for announcements, and short addresses that lead to pages."""

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from pages.models import Announcement, Figure, FigureValue, Menu

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


def load_menu(pages: dict[str, Page]) -> None:
    """Fill and publish the menu and the footer from `content/menu.yaml`."""
    menu = Menu.load()
    for name, rows in dict(yaml_data("menu.yaml")).items():
        setattr(menu, name, [("item", _item(row, pages)) for row in rows])
    menu.save_revision(log_action=True).publish()


def _item(row: dict, pages: dict[str, Page]) -> dict:
    below = {"below": [_item(below, pages) for below in row["below"]]} if "below" in row else {}
    return {"page": pages[row["page"]], **below}


def load_ready_texts() -> None:
    """Load `content/announcements.yaml`."""
    for row in yaml_data("announcements.yaml"):
        ready = Announcement(ready_name=row["name"], kind=row["kind"], text=row["text"], live=False)
        ready.full_clean()
        ready.save()
        ready.save_revision()


def load_redirects(pages: dict[str, Page]) -> None:
    """Load `content/sample/redirects.yaml`."""
    for row in yaml_data("sample/redirects.yaml"):
        Redirect.objects.create(old_path=Redirect.normalise_path(row["from"]), redirect_page=pages[row["to"]])
