"""What probes, metrics, and the home page say about the worker and other checks."""

from contextlib import contextmanager

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from toolkit.worker import health

DATABASE_SECONDS = 2  # a slower probe counts as failed anyway
GAUGES: list = []  # functions that yield name, help, labels, and value of metrics each time `/metrics` is read


class Trouble(Exception):
    """A check failed: the reason, which names no secret, and details in `details`."""

    def __init__(self, why, **details):
        super().__init__(why)
        self.details = details


@contextmanager
def briefly():
    """Limit each query inside to two seconds."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = %s", [DATABASE_SECONDS * 1000])
        yield cursor


class WorkPanel(Component):
    """The first of all panels; only for while something is wrong."""

    name = "work"
    template_name = "wagtailadmin/home/work.html"
    order = 50

    def __init__(self):
        self.work = health.state()

    def get_context_data(self, parent_context):
        return {"work": self.work, "heading": _("Publishing")}
