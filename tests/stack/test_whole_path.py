"""nginx and the site together, as visitors and staff see them."""

import pytest

from tests.stack.ask import ask

pytestmark = pytest.mark.django_db
ONCE = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
    "X-Frame-Options",
    "Cache-Control",
    "Content-Language",
)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/about/", 200),
        ("/schools/?q=equity", 200),
        ("/search/?q=equity", 200),
        ("/accounts/login/", 200),
        ("/no-such-page/", 404),
    ],
)
def test_each_answer_says_what_it_may_do_exactly_once(site, path, status):
    answer = ask(site.url, path, Accept_Encoding="gzip")
    assert answer.status == status
    for name in ONCE:
        assert len(answer.headers.get_all(name, [])) == 1, name
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
