"""The version of a downloaded row: a signed copy of its cells, so that an import can tell what its sender changed.

It is in the last column of a download, hidden in a workbook, and one text without delimiters, so it survives sorting,
deleted rows and columns, and every program that keeps text. Nothing is stored on the server, so it never expires;
it ends with the site's secret key.
"""

from django.core import signing

COLUMN = "version"


def sign(cells: dict[str, str]) -> str:
    """The version of a row whose cells, by column, are `cells`. The same cells have the same version."""
    return _signer().sign_object(cells, compress=True)


def read(version: str) -> dict[str, str] | None:
    """The cells of which `version` is; None if this site did not sign it."""
    try:
        return _signer().unsign_object(version)
    except signing.BadSignature:
        return None


def _signer() -> signing.Signer:
    return signing.Signer(salt="schools.exchange.versions")
