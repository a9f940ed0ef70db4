"""Which responses come from the published copy and which from the application."""

import gzip
import re

import brotli
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse
from whitenoise.media_types import MediaTypes

from deploy.nginx.render import PARAMETERS, TEMPLATES
from media.uploads.limits import STATE_DATA
from schools.finder.criteria import CriteriaForm
from tests.stack.ask import ask, away
from tests.stack.conftest import HASHED
from toolkit import areas

pytestmark = pytest.mark.django_db  # for the copy that nginx serves
MAY_DIFFER = {  # the third is as Wagtail writes it
    *("Date", "Content-Length", "Content-length", "Server", "ETag", "Last-Modified", "Vary", "Connection"),
    *("Accept-Ranges", "X-Request-ID"),
}
OF_THE_EDITOR = {
    "export",
    "from",
    "id",
    "month",
    "old_path",
    "on",
    "p",
    "planned",
    "year",
}  # never in the copy
OTHERS = {"need", "page", "school"}  # of lists, of the comparison, and of the sheet
FOR_OTHER_SITES = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "cross-origin"}
CONFIGURATION = (TEMPLATES / "nginx.conf.template").read_text(encoding="utf-8")


def told(headers) -> dict[str, object]:
    """Headers that must be the same with and without nginx, ignoring the order within a policy."""
    kept = {name: value for name, value in headers.items() if name not in MAY_DIFFER}
    policy = kept.pop("Content-Security-Policy", "")
    return {**kept, "policy": sorted(part.strip() for part in policy.split(";"))}


def is_file(answer) -> bool:
    """Only nginx serves the copy. The counting application shows which requests reached it."""
    return b"GET /" not in answer.body[:6]


def test_every_published_address_has_the_content_and_headers_that_the_site_gives_it(down, answers):
    assert len(answers) > 40
    assert "/.well-known/security.txt" in answers
    for address, by_django in answers.items():
        by_nginx = ask(down.url, address)
        assert by_nginx.status == 200, address
        assert told(by_nginx.headers) == told(by_django.headers), address
        assert by_nginx.body == by_django.kept, address
    first = ask(down.url, "/about/", Accept_Encoding="gzip")
    again = ask(down.url, "/about/", Accept_Encoding="gzip", If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]


def test_it_is_sent_as_compressed_as_the_visitor_understands(down, answers):
    for address in ("/about/", "/data/schools.csv", "/stories/feed/"):
        plain = answers[address].kept
        for wanted, unpack in (("gzip", gzip.decompress), ("gzip, br", brotli.decompress), ("identity", bytes)):
            answer = ask(down.url, address, Accept_Encoding=wanted)
            encoding = answer.headers.get("Content-Encoding", "identity")
            if "br" in wanted and encoding == "gzip":
                unpack = gzip.decompress  # this nginx has no brotli module
            else:
                assert encoding == wanted.rpartition(" ")[2]
            assert unpack(answer.body) == plain
            assert answer.headers["Vary"] == "Accept-Encoding"


def test_a_document_is_asked_of_the_application_by_staff_and_where_it_is_not_in_the_copy(counted, answers):
    address = next(address for address in answers if address.endswith(".pdf"))
    assert is_file(ask(counted.url, address))
    assert is_file(ask(counted.url, f"{address}?utm_source=letter"))
    for answer in (
        ask(counted.url, address, Cookie="sessionid=x"),
        ask(counted.url, address, "POST", b""),
        ask(counted.url, address.replace("/documents/", "/documents/9")),
        ask(counted.url, address.replace(".pdf", "x.pdf")),
        ask(counted.url, "/documents/"),
    ):
        assert answer.status == 404  # from the counting application


def test_parameters_that_a_view_reads_reach_it_and_others_are_ignored(counted):
    for query in ("utm_source=letter&utm_medium=mail", "fbclid=IwAR0", "x", "Q=1", "query=1", "&", "a=q"):
        assert is_file(ask(counted.url, f"/schools/?{query}")), query
    for query in ("q=equity", "q", "page=2", "utm_source=x&near=90044", "%71=equity", "sch%6fol=merkin"):
        assert not is_file(ask(counted.url, f"/schools/?{query}")), query


def test_the_configuration_knows_the_parameters_that_the_views_read():
    known = OTHERS | CriteriaForm.base_fields.keys()
    assert {*PARAMETERS} == known
    read = set()
    for folder in ("alliance_site", "pages", "schools", "media", "toolkit"):
        for file in (settings.BASE_DIR / folder).rglob("*.py"):
            read.update(re.findall(r'request\.GET(?:\.get(?:list)?\(|\[)"(\w+)"', file.read_text(encoding="utf-8")))
    assert read - OF_THE_EDITOR <= known


def test_the_configuration_knows_what_else_the_site_is_set_to(settings):
    any_language = r"[a-z][a-z](?:-[a-z]+)?"
    assert all(re.fullmatch(any_language, code) for code, _name in settings.LANGUAGES)
    assert any_language in CONFIGURATION
    assert "/es/" not in CONFIGURATION
    uploads = int(re.search(r"client_max_body_size (\d+)m; # WAGTAILDOCS", CONFIGURATION)[1])
    assert uploads * 2**20 > max(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE, settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)
    location = CONFIGURATION.partition(f"location = {reverse('schools_state_data')} ")[2]
    results = int(re.search(r"client_max_body_size (\d+)m", location)[1])
    assert results * 2**20 > STATE_DATA.size
    assert reverse("search") == "/search/"
    pattern = re.search(r"location ~ (\^/.*accounts/) \{", CONFIGURATION)[1]
    assert re.search(rf'"~\^POST {re.escape(pattern[1:])}"', CONFIGURATION)
    assert all(re.match(pattern, path) for path in areas.PREFIXES)


def test_staff_are_answered_by_the_application(counted):
    """By the cookie of a session; others change nothing. So are other methods."""
    of_staff = ("sessionid=abc", "a=b; sessionid=abc", "sessionid=", "a=b;sessionid=abc", "__Host-sessionid=abc")
    for cookie in (*of_staff, "a=b; __Host-sessionid=c"):
        assert not is_file(ask(counted.url, "/about/", Cookie=cookie)), cookie
    for cookie in ("csrftoken=abc", "mysessionid=abc", "a=sessionid", "a__Host-sessionid=abc"):
        assert is_file(ask(counted.url, "/about/", Cookie=cookie)), cookie
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert ask(counted.url, "/about/", method, b"").text.startswith(f"{method} /about/")


def test_what_is_no_address_of_the_site_is_no_file_either(counted, published):
    (published / "site" / ".hidden").write_text("half a page")
    (published / "site" / "about" / ".index.html.new").write_text("half a page")
    for path in (
        *("/index.html", "/about/index.html", "/about/index%2ehtml", "/about/index.html.gz"),
        *("/stories/feed/index.atom", "/data/schools.csv.gz", "/data/schools.csv.br"),
    ):
        assert not is_file(ask(counted.url, path)), path


def test_of_media_only_pictures_that_pages_show_are_served(down):
    picture = ask(down.url, "/media/images/a.webp")
    assert (picture.status, picture.body) == (200, b"media")
    assert FOR_OTHER_SITES.items() <= dict(picture.headers).items()
    assert picture.headers["Content-Type"] == "image/webp"
    assert "default-src 'none'" in picture.headers["Content-Security-Policy"]
    assert "max-age=2592000" in picture.headers["Cache-Control"]
    portrait = ask(down.url, "/media/avatar_images/b.png")
    assert (portrait.status, portrait.headers["Cross-Origin-Resource-Policy"]) == (200, "same-origin")
    for name in ("images/a.svg", "images/a.html", "original_images/c.png", "documents/d.pdf", "images/", ""):
        assert ask(down.url, f"/media/{name}").status == 404, name


def test_static_files_are_kept_for_a_year_if_their_name_has_a_hash(down):
    hashed = ask(down.url, f"/static/{HASHED}", Accept_Encoding="gzip")
    assert hashed.headers["Cache-Control"] == "max-age=31536000, public, immutable"
    assert hashed.headers["Content-Type"] == "text/css; charset=utf-8"
    assert (hashed.headers["Content-Encoding"], hashed.body) == ("gzip", b"packed")
    assert hashed.headers["Access-Control-Allow-Origin"] == "*"
    assert FOR_OTHER_SITES.items() <= dict(hashed.headers).items()
    plain = ask(down.url, "/static/css/site.css")
    assert plain.headers["Cache-Control"] == "max-age=60, public"
    assert ask(down.url, "/favicon.ico").headers["Content-Type"] == "image/x-icon"
    assert ask(down.url, "/static/css/").status in (403, 404)


def test_static_files_have_the_types_that_the_application_would_give_them():
    types = {}
    for kind, names in re.findall(r'^ {8}("[^"]+"|\S+/\S+) +([a-z0-9 ]+);$', CONFIGURATION, re.MULTILINE):
        types.update(dict.fromkeys(names.split(), kind.strip('"')))
    known = MediaTypes()
    names = [name for finder in finders.get_finders() for name, _storage in finder.list([])]
    assert names
    for suffix in {name.rpartition(".")[2] for name in names if "." in name.rpartition("/")[2]}:
        kind = known.get_type(f"file.{suffix}")
        assert types.get(suffix, "application/octet-stream").partition(";")[0] == kind, suffix


def test_what_is_never_public_never_comes_from_the_copy(counted, origin, published):
    for path in ("/admin/", "/accounts/login/", "/healthz", "/readyz", "/metrics"):
        file = published / "site" / (path.strip("/") + ("/index.html" if path.endswith("/") else ""))
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("a file that should not be there")
        before = origin.counts[f"GET {path}"]
        for _ in range(2):
            assert not is_file(ask(counted.url, path))
        assert origin.counts[f"GET {path}"] == before + 2
        file.unlink()


def test_addresses_that_moved_lead_to_the_new_ones_without_the_application(down, counted):
    for path, status, target in (
        ("/moved-here", 301, "/about/"),
        ("/moved-here/?utm_source=x", 301, "/about/"),
        ("/found-here/", 302, "/contact/"),
        ("/verlegt-f%C3%BCr-immer/", 301, "/mission/"),
        ("/about?utm_source=x", 301, "/about/?utm_source=x"),
    ):
        answer = ask(down.url, path)
        assert (answer.status, answer.headers["Location"]) == (status, target), path
    answer = ask(counted.url, "/moved-here/", Cookie="sessionid=abc")
    assert answer.text.startswith("GET /moved-here/ "), "staff are told by the application"


def test_who_issues_certificates_finds_the_proof_without_copy_and_application(down):
    folder = down.folder / "challenges" / ".well-known" / "acme-challenge"
    folder.mkdir(parents=True)
    (folder / "token").write_text("proof")
    answer = ask(down.url, "/.well-known/acme-challenge/token")
    assert (answer.status, answer.body) == (200, b"proof")
    assert answer.headers["Content-Type"] == "text/plain"
    for path in ("other", "", "../token", "token/"):
        assert ask(down.url, f"/.well-known/acme-challenge/{path}").status in (404, 503), path


def test_no_address_leads_to_another_host(counted):
    for path in (
        *("/\\evil.example/../about", "//evil.example/../../about", "/.//evil.example/../../about"),
        *("/%5cevil.example/../about", "/evil.example/../about", "//about"),
    ):
        answer = ask(counted.url, path)
        assert not answer.headers["Location"], path
        assert b"GET /" in answer.body  # handled by the application


ONCE = (
    *("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"),
    *("Cross-Origin-Opener-Policy", "X-Frame-Options", "Cache-Control", "Content-Language"),
)


def test_each_answer_says_what_it_may_do_exactly_once(site):
    for path in ("/about/", "/schools/?q=equity", "/search/?q=equity", "/accounts/login/", "/no-such-page/"):
        answer = ask(site.url, path, Accept_Encoding="gzip")
        assert answer.status == (404 if path == "/no-such-page/" else 200)
        assert {name: len(answer.headers.get_all(name, [])) for name in ONCE} == dict.fromkeys(ONCE, 1), path
        assert answer.headers["Content-Encoding"] == "gzip"


def test_a_page_that_the_copy_lacks_is_answered_by_the_application(site, published):
    with away(published / "site" / "mission" / "index.html"):
        answer = ask(site.url, "/mission/")
    assert answer.status == 200
    assert "s-maxage" in answer.headers["Cache-Control"]
