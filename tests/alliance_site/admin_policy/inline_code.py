"""Finding code in the HTML of the editor that its policy would have to allow inline."""

from bs4 import BeautifulSoup

DATA = {"application/json", "application/ld+json", "text/x-template"}


def inline(page: BeautifulSoup) -> list[str]:
    """Parts of a page that the policy would have to allow as inline code."""
    found = [str(one)[:200] for one in page("style")]
    found += [str(one)[:200] for one in page("script") if not one.get("src") and one.get("type") not in DATA]
    for element in page(True):
        found += [f"{element.name} {name}" for name in element.attrs if name.startswith("on") or name == "style"]
        found += [str(element)[:200] for name in ("href", "action", "src") if "script:" in element.get(name, "")]
    return found


def parts(response) -> list[BeautifulSoup]:
    """All HTML in a response: a page, or the pieces in a dialog's JSON."""
    kind = response.headers.get("Content-Type", "")
    if response.streaming:
        return []
    if kind.startswith("text/html"):
        return [BeautifulSoup(response.content.decode(), "html.parser")]
    if kind.startswith("application/json"):
        return [BeautifulSoup(text, "html.parser") for text in texts(response.json()) if "<" in text]
    return []


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)
