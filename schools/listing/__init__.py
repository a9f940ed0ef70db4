"""The register's listing in the editor: for the eyes as a spreadsheet is, filtered, searched, sorted, exported; and the
fields of many schools changed at once."""
