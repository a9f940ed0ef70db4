"""Reading the site's HTML as a browser would."""

import html5lib
from bs4 import BeautifulSoup


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content.decode(), "html.parser")


def words(response) -> str:
    """All the text of the page's main part, white space folded."""
    main = soup(response).find("main")
    return " ".join(main.get_text(" ").split())


def assert_valid(response) -> None:
    """Parses strictly, as the HTML standard says, and refuses repeated ids."""
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(response.content.decode())
    ids = [tag["id"] for tag in soup(response).find_all(id=True)]
    assert len(ids) == len(set(ids)), [name for name in ids if ids.count(name) > 1]
