"""A panel of the editor's home page: a list of things to do or to know, each one click away."""

from dataclasses import dataclass

from wagtail.admin.ui.components import Component


@dataclass(frozen=True)
class Row:
    """One line: a link and a `note` behind it, such as a day."""

    text: str
    url: str
    note: str = ""


class RowsPanel(Component):
    """`more` leads to the whole list."""

    template_name = "wagtailadmin/home/rows.html"

    def __init__(self, name: str, heading: str, rows: list[Row], *, order: int, more: Row | None = None):
        self.name, self.heading, self.rows, self.order, self.more = name, heading, rows, order, more

    def get_context_data(self, parent_context):
        return {"name": self.name, "heading": self.heading, "rows": self.rows, "more": self.more}
