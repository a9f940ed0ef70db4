"""The menu and the footer from `content/menu.yaml`."""

import yaml
from wagtail.models import Page

from pages.models import Menu

from .ledger import CONTENT, Ledger


def load_menu(ledger: Ledger, pages: dict[str, Page]) -> None:
    """Fill and publish the menu once, unless it has items already, such as those of an earlier release."""
    if not ledger.is_new("menu:"):
        return
    menu = Menu.load()
    if not menu.header and not menu.footer:
        for name, rows in yaml.safe_load((CONTENT / "menu.yaml").read_text(encoding="utf-8")).items():
            setattr(menu, name, [("item", value) for value in _values(rows, pages)])
    if menu.latest_revision_id is None:
        menu.save_revision(log_action=True).publish()
    ledger.add("menu:")


def _values(rows: list[dict], pages: dict[str, Page]) -> list[dict]:
    """Return the items of the rows whose pages exist."""
    values = []
    for row in rows:
        if page := pages.get(row["page"]):
            below = {"below": _values(row["below"], pages)} if "below" in row else {}
            values.append({"page": page, **below})
    return values
