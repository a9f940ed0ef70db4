"""Tables that staff take out of the editor: in CSV no cell is a formula, whoever wrote its text.

Wagtail guards its XLSX, where a text is marked as one; in CSV a spreadsheet goes by how a cell begins.
"""

from wagtail.admin.views.mixins import SpreadsheetExportMixin

from toolkit.csv_cells import defuse


def defuse_exports() -> None:
    """For every view of Wagtail's that exports: they all write their cells by this one method."""
    value_of = SpreadsheetExportMixin.preprocess_field_value

    def preprocess_field_value(self, field, value, export_format):
        cell = value_of(self, field, value, export_format)
        if export_format != self.FORMAT_CSV or cell is None or isinstance(cell, (int, float)):
            return cell
        return defuse(str(cell))

    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value
