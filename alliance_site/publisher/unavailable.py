"""What visitors read while the application does not answer: `maintenance.html` with the telephone numbers of all open
schools. It stands beside the copy, not in it, because no address leads to it; the web server sends it with status 503.
"""

from pathlib import Path

from django.conf import settings
from django.utils.html import format_html, format_html_join

from schools.models import School

from .copy import put, read_file

NAME = "unavailable.html"
PAGE = Path(settings.BASE_DIR, "alliance_site", "static", "maintenance.html")
PLACE = "    </main>\n"


def write() -> bool:
    """Writes it if it changed; whether it did."""
    text = page().encode()
    if read_file(NAME) == text:
        return False
    put(NAME, text, "text/html; charset=utf-8")
    return True


def page() -> str:
    """In both languages: whoever reads it may have asked for an address of either."""
    called = [school for school in School.objects.open_today().order_by("name") if school.phone_link]
    lines = format_html_join(
        "",
        '          <li>{} <a href="{}">{}</a></li>\n',
        ((school.name, school.phone_link, school.phone) for school in called),
    )
    phones = format_html(
        '      <section class="phones" aria-labelledby="phones">\n'
        '        <h2 id="phones">Call a school <span lang="es">Llame a una escuela</span></h2>\n'
        "        <ul>\n{}        </ul>\n      </section>\n",
        lines,
    )
    return PAGE.read_text(encoding="utf-8").replace(PLACE, (phones if called else "") + PLACE)
