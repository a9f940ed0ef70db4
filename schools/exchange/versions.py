"""Versions of exported rows: a signed copy of the cells, so that an import can tell what the sender changed.

The version is in the last column, which is hidden in workbooks. It is plain text without delimiters, so it survives
sorting and deleted rows or columns. Nothing is stored on the server. Versions are valid until the site's secret key
changes.
"""

from django.core import signing

COLUMN = "version"


def sign(cells: dict[str, str]) -> str:
    """Return the version of a row with these `cells` (by column). Equal cells have equal versions."""
    return _signer().sign_object(cells, compress=True)


def read(version: str) -> dict[str, str] | None:
    """Return the cells stored in `version`, or None if this site did not sign it."""
    try:
        return _signer().unsign_object(version)
    except signing.BadSignature:
        return None


def _signer() -> signing.Signer:
    return signing.Signer(salt="schools.exchange.versions")
