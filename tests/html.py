"""Reading the site's HTML as a browser would."""

import html5lib
from bs4 import BeautifulSoup


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content.decode(), "html.parser")


def shown(response):
    """The page's main part without what is hidden from everybody on screen."""
    main = soup(response).find("main")
    for hidden in main.find_all(hidden=True):
        hidden.decompose()
    return main


def words(response) -> str:
    """All the text of the page's main part that is shown, white space folded."""
    return " ".join(shown(response).get_text(" ").split())


def assert_valid(response) -> None:
    """Parses strictly, as the HTML standard says, and refuses repeated ids."""
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(response.content.decode())
    ids = [tag["id"] for tag in soup(response).find_all(id=True)]
    assert len(ids) == len(set(ids)), [name for name in ids if ids.count(name) > 1]


def filled(response) -> dict[str, list[str]]:
    """What a browser would send of the editor's form as it stands on the page."""
    form = BeautifulSoup(response.content, "html.parser").select_one("form[data-edit-form]")
    data: dict[str, list[str]] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        kind = field.get("type", "")
        if kind in ("submit", "button", "file") or (kind in ("checkbox", "radio") and not field.has_attr("checked")):
            continue
        if field.name == "select":
            values = [one.get("value", "") for one in field.select("option[selected]")]
        else:
            values = [field.get("value", "on" if kind == "checkbox" else "") if field.name == "input" else field.text]
        data.setdefault(field["name"], []).extend(values)
    return data
