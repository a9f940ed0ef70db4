"""The state in which a page asks the database most."""

from pages import memo


def forget() -> None:
    """Drops what this process keeps of the content, as it does itself after every change."""
    memo._kept = memo.Kept()
