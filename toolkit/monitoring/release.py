"""Which version of the code runs."""

from pathlib import Path


def release(value: str, folder: Path) -> str:
    """Return `value` of the variable RELEASE, else what the file RELEASE in `folder` says, else nothing."""
    if value.strip():
        return value.strip()
    try:
        return (folder / "RELEASE").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
