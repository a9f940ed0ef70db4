"""No exported table contains a formula, no matter who wrote its text or which view exports it."""

import csv
import re
from io import BytesIO, StringIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from pages.models import Figure
from schools.models import School, Synonym
from tests.editor_addresses import editor_addresses
from toolkit.csv_cells import RISKY

pytestmark = [pytest.mark.django_db, pytest.mark.hostile]
FORMULA = '=HYPERLINK("https://evil.example")'
NEVER = (
    "/admin/logout/",
    "/admin/failwhale/",
    "/admin/pages/1/set_position/",
)  # ends the session; fails on purpose; of no root page
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


def exports(client, kind):
    """Every address of the editor that returns a table, and the table."""
    for address in editor_addresses():
        if address in NEVER:
            continue
        response = client.get(address, {"export": kind})
        if response.get("Content-Disposition", "").endswith(f'.{kind}"'):
            yield address, response.getvalue()


def test_no_csv_of_the_editor_has_a_cell_that_is_run(admin_client, formulas, told):
    defused = 0
    for address, content in exports(admin_client, "csv"):
        cells = [cell for row in csv.reader(StringIO(content.decode(), newline="")) for cell in row]
        assert not [cell for cell in cells if cell.startswith(STARTS) and not NUMBER.fullmatch(cell)], address
        found = sum(cell.startswith("'") for cell in cells)
        defused += found
        if found:
            told(
                "Hostile requests",
                f"texts that begin with = + - @, tab or CR, taken out by {address}?export=csv",
                f"{found} cells with an apostrophe before",
                "the texts as they were",
            )
    assert defused > 20


def test_no_xlsx_of_the_editor_has_a_formula(admin_client, formulas, told):
    found = 0
    for _address, content in exports(admin_client, "xlsx"):
        for row in load_workbook(BytesIO(content)).worksheets[0].iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                found += str(cell.value).startswith("=")
    assert found > 5
    told(
        "Hostile requests",
        "the same, ?export=xlsx",
        f"{found} cells that are text, none a formula",
        "the texts as they were",
    )


def test_numbers_and_dates_stay_what_they_are(admin_client):
    tables = dict(exports(admin_client, "csv"))
    rows = list(csv.DictReader(StringIO(tables["/admin/reports/site-history/"].decode(), newline="")))
    assert all(row["ID"].isdigit() for row in rows)
    assert not [value for row in rows for value in row.values() if value.startswith("'")]
