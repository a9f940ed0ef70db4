"""The version of the running code."""

from pathlib import Path


def release(folder: Path) -> str:
    """Return the content of the file RELEASE in `folder`, or nothing without it."""
    try:
        return (folder / "RELEASE").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
