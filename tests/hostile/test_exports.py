"""No exported table contains a formula, no matter who wrote its text or which view exports it."""

import csv
import re
from io import BytesIO, StringIO

import pytest
from django.urls import resolve
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from pages.models import Figure
from schools.models import School, Synonym
from tests.alliance_site.admin_addresses import every_address
from toolkit.csv_cells import RISKY

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]
FORMULA = '=HYPERLINK("https://evil.example")'
NEVER = ("/admin/logout/", "/admin/failwhale/", "/admin/pages/1/set_position/")  # the end, a fault, of no root page
NUMBER = re.compile(r"-\d+(\.\d+)?")
STARTS = tuple(RISKY.replace("\\", ""))


@pytest.fixture
def formulas(admin_user):
    """Formulas in every text that a table may contain: records, pages, redirects, and names of staff."""
    admin_user.first_name = admin_user.last_name = FORMULA[:30]
    admin_user.save()
    for number, start in enumerate(STARTS):
        Redirect.objects.create(old_path=f"/gone-{number}", redirect_link=f"{start}cmd|'/c calc'!A1")
    School.objects.filter(slug="merkin").update(name=FORMULA)
    Figure.objects.update(name=FORMULA, label=FORMULA)
    Synonym.objects.filter(pk=Synonym.objects.first().pk).update(phrase=FORMULA[:20])
    for page in Page.objects.filter(depth=3):
        page.title = FORMULA
        page.save(log_action="wagtail.edit", user=admin_user)
        page.locked, page.locked_by, page.locked_at = True, admin_user, timezone.now()
        page.save()


def may_export(address) -> bool:
    """Whether it is one of our views, or one of Wagtail's with the mixin by which all of them export."""
    view = resolve(address).func
    return not view.__module__.startswith("wagtail.") or issubclass(
        getattr(view, "view_class", object), SpreadsheetExportMixin
    )


def exported(client, address, kind) -> bytes | None:
    """The table that an address of the editor returns, if it returns one."""
    response = client.get(address, {"export": kind})
    return response.getvalue() if response.get("Content-Disposition", "").endswith(f'.{kind}"') else None


def test_no_table_of_the_editor_has_a_cell_that_is_run(admin_client, formulas):
    asked = [one for one in every_address() if one not in NEVER and may_export(one)]
    tables = {one: exported(admin_client, one, "csv") for one in asked}
    defused = {address: defused_cells(address, content) for address, content in tables.items() if content}
    # Every table is offered in both formats, or as CSV only; those of results are the same views.
    lists = [one for one in defused if not one.endswith("/results/")]
    kept = sum(texts_of_workbook(content) for one in lists if (content := exported(admin_client, one, "xlsx")))
    assert sum(defused.values()) > 20
    assert kept > 5


def defused_cells(address, content) -> int:
    cells = [cell for row in csv.reader(StringIO(content.decode(), newline="")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(STARTS) and not NUMBER.fullmatch(cell)], address
    return sum(cell.startswith("'") for cell in cells)


def texts_of_workbook(content) -> int:
    """How many cells begin with an equals sign; none may be a formula."""
    cells = [cell for row in load_workbook(BytesIO(content), read_only=True).worksheets[0].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    return sum(str(cell.value).startswith("=") for cell in cells)


def test_numbers_and_dates_stay_what_they_are(admin_client):
    table = exported(admin_client, "/admin/reports/site-history/", "csv")
    rows = list(csv.DictReader(StringIO(table.decode(), newline="")))
    assert all(row["ID"].isdigit() for row in rows)
    assert not [value for row in rows for value in row.values() if value.startswith("'")]
