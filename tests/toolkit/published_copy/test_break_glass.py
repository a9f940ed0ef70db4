"""Any plain web server can serve the complete copy while the application and database are down."""

import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from media.models import SiteDocument
from tests.stack.ask import ask

LINK = re.compile(r'<a\s[^>]*?href="(/[^"#]*)')
# Served only by the application, or stored in other folders.
ELSEWHERE = re.compile(
    r"\?|^/(?:search|es/buscar)/|^/(?:admin|media|static|share)/|/(?:report|avisar-de-un-error|compare|comparar|sheet|hoja)/$"
)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture
def plain_server(copy):
    """Python's web server on the folder of the copy."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(copy.site)))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_page_is_found_from_the_home_page_and_whole(plain_server, copy):
    agenda = SiteDocument.objects.create(title="Agenda", file=ContentFile(b"%PDF-1.4", name="agenda.pdf"))
    copy.publish()
    assert agenda.url in copy.addresses()
    pages = {address for address in copy.addresses() if copy.file(address).name == "index.html"}
    files = copy.addresses() - pages
    with connection.execute_wrapper(off):
        waiting, seen = ["/"], set()
        while waiting:
            address = waiting.pop()
            if address in seen or address in files:
                continue
            seen.add(address)
            answer = ask(plain_server, address)
            assert answer.status == 200, address
            assert answer.body == copy.file(address).read_bytes()
            assert answer.text.rstrip().endswith("</html>")
            waiting += [link for link in LINK.findall(answer.text) if not ELSEWHERE.search(link)]
        for address in files:
            file = copy.file(address)
            name = f"/{file.relative_to(copy.site)}"
            assert ask(plain_server, name).body == file.read_bytes(), name
    assert seen == pages - {"/events/", "/es/eventos/"}  # nothing leads to a list that is empty


def off(*_statement):
    raise AssertionError("The database was asked.")
