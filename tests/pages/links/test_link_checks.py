"""Links say where they lead, and to public pages; Reports > Links has those that do not work, each with its cure."""

from datetime import date, datetime, timedelta
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.test.utils.form_data import nested_form_data, streamfield
from wagtail.users.models import UserProfile

from pages import redirects
from pages.links import checks
from pages.links.addresses import addresses_of
from pages.links.form_checks import check_links, check_words
from pages.links.places import point
from pages.models import Announcement, CheckedLink, LinkStatus, PillarPage, StandardPage
from tests.cases import cases
from tests.factories import standard
from tests.html import soup
from tests.jobs import work
from tests.pages.forms import PUBLISH, checked, said, send
from tests.pages.translation.pages import publish

pytestmark = pytest.mark.django_db
ELSEWHERE = "https://elsewhere.example/page?a=1&b=2"
FAILED = (LinkStatus.FAILED, "404", "")
HARD = "Notwithstanding administrative considerations, comprehensive institutional accountability necessitates " * 3


def page_with(text="", url="", target=None, slug="linking"):
    """A public page with a text and a button."""
    blocks = [{"type": "section", "value": {"heading": "Visits", "text": text}}] if text else []
    if url or target:
        button = {"heading": "Come", "link_text": "Our schools", "url": url, "page": target and target.pk}
        blocks.append({"type": "call_to_action", "value": button})
    return publish(standard(f"Page {slug}", slug=slug, body=StandardPage.body.field.stream_block.to_python(blocks)))


def outside(url) -> str:
    return f'<p>See <a href="{url.replace("&", "&amp;")}">the other site</a>.</p>'


def rows(client, **filters) -> list[str]:
    return [
        " ".join(row.get_text(" ", strip=True).split())
        for row in soup(client.get(reverse("links"), filters)).select(".desk-table tbody tr")
    ]


def test_links_to_unpublished_pages_are_listed_and_pointed_to_their_redirect_in_one_click(sign_in, about):
    client, target = sign_in("Publisher"), page_with(slug="target")
    link = f'<p>You can <a id="{target.pk}" linktype="page">visit a school</a>.</p>'
    source = page_with(link, target=target)
    notice = Announcement.objects.create(text="Come", link_text="Visit", link_page=target)
    assert rows(client) == []
    target.unpublish()
    listed = rows(client)
    assert all("Not published" in row and "Edit “Page target”" in row for row in listed)
    assert [row.startswith("Page linking") for row in listed].count(True) == 2
    assert len(listed) == 3
    assert f"/pages/{source.pk}/edit/#:w:contentpath=body." in client.get(reverse("links")).content.decode()
    notice.delete()
    redirects.add(redirects.addresses(target), about, is_permanent=False)
    assert f"Point to “{about.title}”" in rows(client)[0]
    client.post(reverse("fix_link", args=[source.pk]), {"old": target.pk})
    assert rows(client) == []
    assert StandardPage.objects.get(pk=source.pk).body[1].value["page"].pk == about.pk


def test_web_addresses_are_found_and_replaced_in_every_kind_of_field():
    others = ("javascript:alert(1)", "https://" + "a" * 2000, "file:///etc/passwd", "mailto:a@b.example", "/x/")
    page = page_with("".join(map(outside, (ELSEWHERE, *others))), "http://b.example")
    assert list(addresses_of(page)) == [ELSEWHERE, "http://b.example"]
    assert all(path.startswith("body.") for path in addresses_of(page).values())
    new = ["https://new.example/?a=1&b=2", "https://b.example/"]
    for old, address in zip((ELSEWHERE, "http://b.example"), new, strict=True):
        point(page, {(str, old): address})
    page.save()
    assert list(addresses_of(StandardPage.objects.get(pk=page.pk))) == new
    pillar = PillarPage.objects.first()
    pillar.statement = outside(ELSEWHERE)
    assert addresses_of(pillar) == {ELSEWHERE: "statement"}
    point(pillar, {(str, ELSEWHERE): "https://new.example/"})
    assert 'href="https://new.example/"' in pillar.statement


@pytest.fixture
def server(monkeypatch):
    """A site on this machine, which the checks are allowed to ask: /301/200 redirects to /200."""

    def answer(asked, start):
        code, _slash, target = asked["PATH_INFO"].strip("/").partition("/")
        code = "200" if (code, asked["REQUEST_METHOD"]) == ("405", "GET") else code
        start(f"{code} ", [("Location", target if ":" in target else f"/{target}")] if target else [])
        return []

    monkeypatch.setattr(WSGIRequestHandler, "log_message", lambda *args: None)
    monkeypatch.setattr(checks.client.config, "ip_filter_allow_loopback_ips", True)
    with make_server("127.0.0.1", 0, answer) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(("path", "status", "moved_to"), cases(__file__, "answers.csv"))
def test_the_meaning_of_each_answer(server, path, status, moved_to):
    found, _answer, new = checks.result_of(server + path)
    assert (found, new) == (status, moved_to and server + moved_to)


@pytest.mark.parametrize("url", [url for (url,) in cases(__file__, "own_network.csv")])
def test_our_own_network_is_never_requested(url, monkeypatch):
    connected = []
    monkeypatch.setattr("urllib3.util.connection.create_connection", lambda *args, **kw: connected.append(args))
    assert checks.result_of(url)[0] in (LinkStatus.UNKNOWN, LinkStatus.FAILED)
    assert connected == []


@pytest.fixture
def nights(monkeypatch):
    """Check all links on nights in a row; returns a function of the result."""
    night = [timezone.make_aware(datetime(2026, 11, 2, 4))]
    monkeypatch.setattr(checks, "SECONDS_BETWEEN", 0)

    def check(*result, hours=24):
        results = {ELSEWHERE: result, "https://b.example/": (LinkStatus.WORKS, "", "")}
        monkeypatch.setattr(checks, "result_of", lambda url: results.get(url, (LinkStatus.UNKNOWN, "403", "")))
        monkeypatch.setattr(timezone, "now", lambda: night[0])
        checks.check_links.call()
        work()
        night[0] += timedelta(hours=hours)
        return CheckedLink.objects.get(url=ELSEWHERE).status

    return check


def test_a_link_is_broken_after_two_nights_in_a_row(nights, sign_in):
    page_with(outside(ELSEWHERE), "https://b.example/")
    client = sign_in("Publisher")
    assert nights(*FAILED) == LinkStatus.FAILED
    assert rows(client) == []
    assert nights(LinkStatus.WORKS, "", "") == LinkStatus.WORKS
    assert [nights(*FAILED, hours=1), nights(*FAILED, hours=23)] == [LinkStatus.FAILED] * 2  # a night counts once
    assert nights(*FAILED) == LinkStatus.BROKEN
    (row,) = rows(client)
    assert "Broken (404)" in row
    assert ELSEWHERE in row
    user = get_user_model().objects.get(username="Publisher")
    UserProfile.objects.create(user=user, preferred_language="es")
    assert "Roto (404)" in client.get(reverse("links"), {"export": "csv"}).getvalue().decode("utf-8-sig")
    assert rows(client, problem="moved") == []
    StandardPage.objects.get(slug="linking").unpublish()
    assert rows(client) == []


def test_nothing_is_broken_while_our_own_connection_is_down(nights):
    page_with(outside(ELSEWHERE))
    assert [nights(*FAILED) for _night in range(3)] == [LinkStatus.FAILED] * 3


def test_a_new_address_is_used_in_one_click_by_who_may_publish_the_page(sign_in):
    page = page_with(outside(ELSEWHERE), ELSEWHERE)
    new, fix = "https://new.example/page", reverse("fix_link", args=[page.pk])
    link = CheckedLink.objects.create(url=ELSEWHERE, status=LinkStatus.MOVED, moved_to=new, checked_on=date.today())
    for role in ("Listings manager", "Writer"):
        sign_in(role).post(fix, {"old": ELSEWHERE})
        page.refresh_from_db()
        assert page.has_unpublished_changes == (role == "Writer")
        assert list(addresses_of(page)) == [ELSEWHERE]
    page.save_revision().publish()
    client = sign_in("Publisher")
    assert f"Use the new address {new}" in rows(client)[0]
    response = client.post(fix, {"old": ELSEWHERE})
    assert said(response) == "Links changed in 1 place."
    assert list(addresses_of(StandardPage.objects.get(pk=page.pk))) == [new]
    assert rows(client) == []
    link.status = LinkStatus.BROKEN
    link.save()
    assert client.post(fix, {"old": ELSEWHERE}).status_code == 404


HERE = ["here", "Click here!", " READ MORE › ", "this page", "aquí", "Haga clic aquí.", "más información"]
MEANT = ["Enroll here", "our schools", "Here to help", "Leer más sobre la inscripción", ""]
HERE_IN_HTML = ["<a>here", '<p><a href="https://x.org"><b>Click</b> here', "<a>" * 100 + "here"]
MEANT_IN_HTML = ["", "<p>Click here</p>", '<p><a href="https://x.org"></a></p>', "<a", "<p>" * 5000]


@pytest.mark.parametrize(
    ("check", "refused", "accepted"), [(check_words, HERE, MEANT), (check_links, HERE_IN_HTML, MEANT_IN_HTML)]
)
def test_link_texts_without_meaning_are_refused_however_they_are_written(check, refused, accepted):
    for words in refused:
        with pytest.raises(ValidationError) as error:
            check(words)
        assert check is check_links or words.strip() in error.value.messages[0]
    for words in [*accepted, "<a>our schools" * 100]:
        check(words)


def section(html: str) -> dict:
    """The form data of a body with one section that has the text `html`, as the editor sends it."""
    text = ContentstateConverter(["link"]).from_database_format(html)
    return nested_form_data({"body": streamfield([("section", {"heading": "Visits", "text": text})])})


def test_links_in_texts_buttons_and_statements_are_checked_when_the_page_goes_out_and_not_in_drafts():
    visit = standard()
    text = section('<p>See <a href="https://example.org/">click <b>here</b></a>.</p>')
    button = {"heading": "Visit", "text": "", "link_text": "Click here", "url": "https://example.org/", "page": ""}
    for body in (text, nested_form_data({"body": streamfield([("call_to_action", button)])})):
        (refused,) = checked(visit, **body).errors["body"].as_data()
        assert "say where it leads" in str(refused.as_json_data())
        assert "body" not in checked(visit, is_draft=True, **body).errors
    statement = section('<p><a href="https://example.org/">Learn more</a></p>')["body-0-value-text"]
    assert "say where it leads" in str(checked(PillarPage.objects.first(), statement=statement).errors["statement"])


def test_a_published_page_tells_its_editor_of_a_link_to_a_draft_a_missing_summary_and_hard_words(sign_in):
    publisher, visit = sign_in("Publisher"), standard()
    draft = standard("Tours", live=False)
    text = section(f'<p><a linktype="page" id="{draft.pk}">Tours of our schools</a>. {HARD}.</p>')
    told = said(send(publisher, visit, **text | {"summary": ""} | PUBLISH))
    assert "links to “Tours”" in told
    assert f"/{draft.pk}/edit/" in told
    assert "no summary" in told
    assert "the aim is 8" in told
    assert "Tours of our schools" in publisher.get("/visit-us/").content.decode()
    draft.save_revision().publish()
    text = section(f'<p><a linktype="page" id="{draft.pk}">Tours of our schools</a>. We are glad to help.</p>')
    told = said(send(publisher, visit, **text | {"summary": "How to visit."} | PUBLISH))
    assert not [words for words in ("links to", "no summary", "hard to read") if words in told]
