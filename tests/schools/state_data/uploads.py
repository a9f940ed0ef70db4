"""Files of the state, as text and by way of the form."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.html import soup, words

FILE = reverse("schools_state_data")


def text(header, *rows, mark="\t") -> bytes:
    return "\r\n".join(mark.join(row) for row in (header, *rows, [])).encode()


def send(client, data: bytes, name="acgr26.txt"):
    return client.post(FILE, {"file": SimpleUploadedFile(name, data)})


def preview(client, data: bytes, name="acgr26.txt"):
    response = send(client, data, name)
    assert response.status_code == 302, words(response)
    return response.url


def confirm(client, url, do="import", reason="The state's numbers of 2026"):
    digest = soup(client.get(url)).find("input", attrs={"name": "digest"})
    return client.post(url, {"reason": reason, "do": do, "digest": digest["value"] if digest else ""}, follow=True)
