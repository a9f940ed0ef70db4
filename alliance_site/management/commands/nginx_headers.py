"""Write the headers of public responses for nginx, which sends them with the published files.

They come from a real response of the site, so headers from any setting or middleware are included.
"""

from pathlib import Path

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.management.base import BaseCommand
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path, set_urlconf

from toolkit.cache_control import public

# Headers that differ between responses, or that nginx sets itself.
OF_ONE = {"Content-Type", "Content-Length", "Content-Language", "ETag", "Last-Modified", "Date", "Vary", "X-Request-ID"}
BY_MAP = {
    "Cache-Control": "public_cache_control",
    "Cross-Origin-Resource-Policy": "resource_policy",
    "Strict-Transport-Security": "transport_security",
}
DOCUMENTS = {"Content-Security-Policy": "default-src 'none'"}  # as Wagtail sends it
urlpatterns = [path("", public(lambda request: HttpResponse()))]  # a public response that needs no database
MADE = "# Made by `manage.py nginx_headers`: what the site says of every public answer.\n"


class Command(BaseCommand):
    help = "Writes headers.conf and others beside it, which nginx includes, from the site's settings."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="where nginx.conf is")

    def handle(self, *, folder, **options):
        headers = public_headers()
        for file, said in (("headers.conf", headers), ("headers.documents.conf", headers | DOCUMENTS)):
            lines = [
                f"add_header {name} {quoted(value)} always;\n" for name, value in said.items() if name not in BY_MAP
            ]
            lines += [f"add_header {name} ${BY_MAP[name]} always;\n" for name in BY_MAP if name != "Cache-Control"]
            (folder / file).write_text(MADE + "".join(lines), encoding="utf-8")
        kept, owned, secure = (headers.get(name, "") for name in BY_MAP)
        maps = (
            f'map "" $public_cache_control {{\n    default {quoted(kept)};\n}}\n'
            f"map $uri $resource_policy {{\n    default {quoted(owned)};\n"
            f"    {quoted('~^' + settings.SHARED_ADDRESSES)} cross-origin;\n}}\n"
            f'map $visitor_scheme $transport_security {{\n    default "";\n    https {quoted(secure)};\n}}\n'
        )
        (folder / "headers.map.conf").write_text(MADE + maps, encoding="utf-8")


def public_headers() -> dict[str, str]:
    """Return the headers of a public response to an anonymous visitor over HTTPS."""
    handler = BaseHandler()
    handler.load_middleware()
    host = next((host.lstrip(".") for host in settings.ALLOWED_HOSTS if host != "*"), "localhost")
    request = RequestFactory(SERVER_NAME=host).get("/", secure=True, headers={"x-forwarded-proto": "https"})
    request.urlconf = __name__
    try:
        response = handler.get_response(request)
    finally:
        set_urlconf(None)  # as Django does when it closes a response
    if response.status_code != 200:
        raise RuntimeError(f"The site answered {response.status_code} to {request.path}")
    return {name: value for name, value in response.headers.items() if name not in OF_ONE}


def quoted(text: str) -> str:
    """Quote `text` for nginx's configuration. Raises ValueError for a dollar sign, which starts a variable."""
    if "$" in text:
        raise ValueError(f"nginx cannot send a dollar sign: {text}")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
