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
PER_RESPONSE = {
    "Content-Type",
    "Content-Length",
    "Content-Language",
    "ETag",
    "Last-Modified",
    "Date",
    "Vary",
    "X-Request-ID",
}
MAPPED = {
    "Cache-Control": "public_cache_control",
    "Cross-Origin-Resource-Policy": "resource_policy",
    "Strict-Transport-Security": "transport_security",
}
DOCUMENTS = {"Content-Security-Policy": "default-src 'none'"}  # as Wagtail sends it
urlpatterns = [path("", public(lambda request: HttpResponse()))]  # a public response that needs no database
HEADING = "# Made by `manage.py nginx_headers`: what the site says of every public answer.\n"


class Command(BaseCommand):
    help = "Writes headers.conf and others beside it, which nginx includes, from the site's settings."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="where nginx.conf is")

    def handle(self, *, folder, **options):
        headers = public_headers()
        for file, file_headers in (("headers.conf", headers), ("headers.documents.conf", headers | DOCUMENTS)):
            lines = [
                f"add_header {name} {quoted(value)} always;\n"
                for name, value in file_headers.items()
                if name not in MAPPED
            ]
            lines += [f"add_header {name} ${MAPPED[name]} always;\n" for name in MAPPED if name != "Cache-Control"]
            (folder / file).write_text(HEADING + "".join(lines), encoding="utf-8")
        cache_control, resource_policy, hsts = (headers.get(name, "") for name in MAPPED)
        maps = (
            f'map "" $public_cache_control {{\n    default {quoted(cache_control)};\n}}\n'
            f"map $uri $resource_policy {{\n    default {quoted(resource_policy)};\n"
            f"    {quoted('~^' + settings.SHARED_ADDRESSES)} cross-origin;\n}}\n"
            f'map $visitor_scheme $transport_security {{\n    default "";\n    https {quoted(hsts)};\n}}\n'
        )
        (folder / "headers.map.conf").write_text(HEADING + maps, encoding="utf-8")


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
    return {name: value for name, value in response.headers.items() if name not in PER_RESPONSE}


def quoted(text: str) -> str:
    """Quote `text` for nginx's configuration. Raises ValueError for a dollar sign, which starts a variable."""
    if "$" in text:
        raise ValueError(f"nginx cannot send a dollar sign: {text}")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
