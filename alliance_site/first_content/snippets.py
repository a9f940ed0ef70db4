"""The menu and the footer, ready texts for announcements, and short addresses that lead to pages."""

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from pages.models import Announcement, Menu

from .files import yaml_data


def load_menu(pages: dict[str, Page]) -> None:
    """Fill and publish the menu and the footer from `content/menu.yaml`."""
    menu = Menu.load()
    for name, rows in yaml_data("menu.yaml").items():
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
