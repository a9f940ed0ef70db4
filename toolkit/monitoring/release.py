"""The version of the running code."""

from pathlib import Path


def release(value: str, folder: Path) -> str:
    """Return `value` of the variable RELEASE, or else the content of the file RELEASE in `folder`, or else nothing."""
    if value.strip():
        return value.strip()
    try:
        return (folder / "RELEASE").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
