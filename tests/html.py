"""Reading the site's HTML as a browser would."""

import html5lib
from bs4 import BeautifulSoup


def soup(response) -> BeautifulSoup:
    """The page, read once: a test may ask many times."""
    if not hasattr(response, "soup"):
        response.soup = _parsed(response)
    return response.soup


def shown(response):
    """The page's main part without what is hidden from everybody on screen, read once."""
    if not hasattr(response, "shown"):
        response.shown = _parsed(response).find("main")
        for hidden in response.shown.find_all(hidden=True):
            hidden.decompose()
    return response.shown


def _parsed(response) -> BeautifulSoup:
    return BeautifulSoup(response.content.decode(), "html.parser")


def words(response) -> str:
    """All the text of the page's main part that is shown, white space folded."""
    return " ".join(shown(response).get_text(" ").split())


def assert_says(response, *texts: str, status=None) -> None:
    """All `texts` are in the page's main part, and its status is as given."""
    said = words(response)
    assert [text for text in texts if text not in said] == [], said
    assert status in (None, response.status_code)


def main_of(client, address: str):
    """The main part of the page at an address, which is valid."""
    response = client.get(address)
    assert response.status_code == 200
    return assert_valid(response).main


FILLED = ("action", "formaction", "src", "id", "for", "name")  # what must not be empty where it is at all


def assert_valid(response) -> BeautifulSoup:
    """Parses strictly, as the HTML standard says, and refuses repeated ids and attributes that must not be empty."""
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(response.content.decode())
    page = soup(response)
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids)), [name for name in ids if ids.count(name) > 1]
    empty = [str(tag)[:100] for name in FILLED for tag in page.find_all(attrs={name: ""})]
    assert empty == []
    undated = [str(tag) for tag in page.find_all("time") if not (tag.get("datetime") or tag.get_text(strip=True))]
    assert undated == []
    return page


def filled(response) -> dict:
    """What a browser would send of the editor's form as it stands on the page."""
    return sent_by(soup(response).select_one("form[data-edit-form]"))


def sent_by(form) -> dict:
    """What a browser would send of it."""
    data = {}
    for field in form.select("input[name]"):
        if field.get("type") in ("checkbox", "radio"):
            if field.has_attr("checked"):
                data.setdefault(field["name"], []).append(field.get("value", "on"))
        elif field.get("type") not in ("submit", "file", "button"):
            data[field["name"]] = field.get("value", "")
    for field in form.select("textarea[name]"):
        data[field["name"]] = field.get_text()
    for field in form.select("select[name]"):
        chosen = [one.get("value", "") for one in field.select("option[selected]")]
        first = field.select_one("option")
        data[field["name"]] = chosen or ([first.get("value", "")] if first and not field.has_attr("multiple") else [])
    return data


DATA = {"application/json", "application/ld+json", "text/x-template"}  # not code


def inline(page: BeautifulSoup) -> list[str]:
    """Parts of a page that the policy would have to allow as inline code."""
    found = [str(one)[:200] for one in page("style")]
    found += [str(one)[:200] for one in page("script") if not one.get("src") and one.get("type") not in DATA]
    for element in page(True):
        found += [f"{element.name} {name}" for name in element.attrs if name.startswith("on") or name == "style"]
        found += [str(element)[:200] for name in ("href", "action", "src") if "script:" in element.get(name, "")]
    return found
