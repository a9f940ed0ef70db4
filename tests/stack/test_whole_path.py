"""nginx and the site together, as visitors and staff see them."""

import pytest

from tests.stack.ask import ask

pytestmark = pytest.mark.django_db
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
    file = published / "site" / "mission" / "index.html"
    file.rename(f"{file}.away")
    try:
        answer = ask(site.url, "/mission/")
    finally:
        (file.parent / f"{file.name}.away").rename(file)
    assert answer.status == 200
    assert "s-maxage" in answer.headers["Cache-Control"]
