"""The office's steps on the import pages."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.html import sent_by, soup, words

LIST, FILE, STATE_DATA = (reverse(n) for n in ("schools_imports", "schools_import_file", "schools_state_data"))


def send(client, data: bytes, name: str = "schools.csv", to: str = FILE):
    response = client.post(to, {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302, words(response)
    return response.url


def send_to_state(client, data: bytes, name: str = "state.txt") -> str:
    """Upload it on the page of the state's files."""
    return send(client, data, name, STATE_DATA)


def question(page, what: str) -> str:
    """The field name of the question about `what`."""
    legend = next(one for one in soup(page).find_all("legend") if one.get_text(strip=True) == what)
    return legend.find_parent("fieldset").find("input", type="radio")["name"]


def questions_of(page) -> list[str]:
    return [one.find("input")["name"] for one in soup(page).select(".exchange-question") if one.find("input")]


def form_of(page, do: str) -> dict:
    """The form with the button `do`, as a browser without scripts sends it."""
    form = next(one for one in soup(page).select("form[method=post]") if one.find("button", value=do))
    return {"do": do, **sent_by(form)}


def pages(client, url: str, query: str = "") -> list:
    """All pages reached from the first by “Next”."""
    found = []
    while query is not None:
        found.append(client.get(url + query))
        link = soup(found[-1]).select_one("nav.pagination .next a")
        query = link["href"] if link else None
    return found
