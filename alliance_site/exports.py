"""Escape formulas in the CSV files that staff export from the editor.

In XLSX, Wagtail marks text cells as text. In CSV, a spreadsheet treats a cell as a formula by its first character.
"""

from wagtail.admin.views.mixins import SpreadsheetExportMixin

from toolkit.csv_cells import defuse


def defuse_exports() -> None:
    """Escape formulas in every export view of Wagtail's: they all write cells with this method."""
    value_of = SpreadsheetExportMixin.preprocess_field_value

    def preprocess_field_value(self, field, value, export_format):
        cell = value_of(self, field, value, export_format)
        if export_format != self.FORMAT_CSV or cell is None or isinstance(cell, (int, float)):
            return cell
        return defuse(str(cell))

    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value
