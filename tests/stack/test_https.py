"""nginx with HTTPS: plain HTTP redirects to it, and the responses are the same as by HTTP, plus HSTS."""

import http.client
import re
import ssl

import pytest
from django.test import override_settings

from deploy.nginx.render import render
from deploy.nginx.server import free_port
from tests.nginx import RunningNginx, certificate
from tests.stack.ask import ask

HOST = "www.example.org"
pytestmark = pytest.mark.django_db  # for the copy that nginx serves


class RunningSecurely(RunningNginx):
    """With the configuration for HTTPS and a certificate of its own, on two free ports: `port` and `plain_port`."""

    def write(self):
        super().write()
        self.plain_port = free_port()
        conf = self.folder / "conf"
        render(conf, edge="https", **certificate(self.folder, HOST), **self.names)
        listen = re.sub(r"^listen \[::\].*\n", "", (conf / "listen.conf").read_text(), flags=re.MULTILINE)
        listen = listen.replace("listen 80;", f"listen 127.0.0.1:{self.plain_port};")
        (conf / "listen.conf").write_text(listen.replace("listen 443 ssl;", f"listen 127.0.0.1:{self.port} ssl;"))


@pytest.fixture(scope="module")
def secure(tmp_path_factory, data):
    nginx = RunningSecurely(tmp_path_factory.mktemp("secure"), hosts=HOST, data=data)
    with override_settings(SECURE_HSTS_SECONDS=63_072_000):
        nginx.start()
    yield nginx
    nginx.stop()


def ask_securely(nginx, path):
    context = ssl.create_default_context(cafile=nginx.folder / "certificate.pem")
    context.check_hostname = False  # requested by IP address
    connection = http.client.HTTPSConnection("127.0.0.1", nginx.port, timeout=30, context=context)
    connection.request("GET", path, headers={"Host": HOST})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def test_plain_http_leads_to_https(secure):
    for path in ("/", "/about/?q=a", "/admin/", "/no-such-page/"):
        answer = ask(f"http://127.0.0.1:{secure.plain_port}", path, Host=HOST)
        assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}{path}")


FILES = ("/", "/about/", "/data/schools.csv", "/static/css/site.css", "/media/images/a.webp")


@pytest.mark.parametrize(("path", "status"), [*((path, 200) for path in FILES), ("/admin/", 503)])
def test_what_it_says_of_a_file_and_of_a_site_that_is_down_is_complete(secure, down, path, status):
    by_https = ask_securely(secure, path)
    assert by_https.status == status
    told = dict(by_https.headers.items())
    assert told.pop("Strict-Transport-Security") == "max-age=63072000"
    by_http = dict(ask(down.url, path).headers.items())
    own = {"Date", "Connection"}
    assert {name: value for name, value in told.items() if name not in own} == {
        name: value for name, value in by_http.items() if name not in own
    }
    for name in ("Content-Security-Policy", "Cross-Origin-Resource-Policy", "Referrer-Policy"):
        assert told[name]
    assert ("Permissions-Policy" in told) is told["Content-Type"].startswith("text/html")  # only pages obey it
