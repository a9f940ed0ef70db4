"""Saved schools and the finder without a network, and never an old notice.

While only the application is down, the published list of schools answers in the browser.
"""

import re
import shutil
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from alliance_site.publishing import outage_page
from pages.announcements.models import Kind
from pages.models import Announcement
from quality.audit import axe
from schools.models import School, SchoolNotice
from tests.browser.looks import faults_of_each
from tests.cases import named_cases
from tests.schools.finder import questions

EMERGENCY = "No school today."
IN_COPY = ["/schools/gertz-ressler/", "Half day"]
SAVED = re.compile(r"saved this page on \w+ \d+, 20\d\d at \d+:\d\d")
# Pictures, drawn ones too, and the finder's questions.
NOT_KEPT = re.compile(r"/media/|/static/(?:map/|js/map|img/)|/schools/(?:\?|[^/]+/landscape\.svg)|/site\.web")
HAS = "async (paths) => (await Promise.all(paths.map((path) => caches.match(path)))).every(Boolean)"
PROFILE, OTHER = "/schools/gertz-ressler/", "/schools/merkin/"
ANSWERS = {"/enroll/", "/schools/phones/"}  # kept in the language that the visitor reads
KEPT = {PROFILE, "/schools/", "/schools/finder.json", "/", *ANSWERS}
CACHED = """async () => {
    const paths = {};
    for (const name of await caches.keys())
        paths[name] = (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname);
    return paths;
}"""


@pytest.fixture
def visitor(page, served):
    """A page with the service worker at work, on a profile that is not saved yet."""
    page.goto(served.url + PROFILE)
    page.keyboard.press("End")  # nothing is loaded for later before the visitor does something
    # `navigator.serviceWorker.ready` would be waited for without end.
    until(page, "navigator.serviceWorker.getRegistration().then((one) => Boolean(one?.active))")
    page.goto(served.url + PROFILE)
    page.wait_for_function("navigator.serviceWorker.controller")
    return page


def cached(page) -> set[str]:
    return {path for paths in page.evaluate(CACHED).values() for path in paths if not path.startswith("/static/")}


def until(page, condition, argument=None):
    """`wait_for_function` would not wait for a promise."""
    end = time.monotonic() + 30
    while not page.evaluate(condition, argument):
        assert time.monotonic() < end, condition
        page.wait_for_timeout(50)


def until_cached(page, *paths):
    until(page, HAS, list(paths))


def save(page):
    page.get_by_role("button", name="Save Gertz-Ressler High School").click()
    until_cached(page, *KEPT)


def disconnect(page, served):
    served.stop()
    page.context.set_offline(True)


def test_a_saved_profile_and_the_finder_work_offline_and_say_so(visitor, served):
    until_cached(visitor, PROFILE, *ANSWERS)
    served.publish("/schools/sheet/")
    visitor.goto(served.url + "/schools/sheet/")
    visitor.goto(served.url + PROFILE)
    assert cached(visitor) == {PROFILE, *ANSWERS}  # the opened profile
    save(visitor)
    assert cached(visitor) == KEPT
    disconnect(visitor, served)
    failed = []
    visitor.on("requestfailed", lambda request: failed.append(request.url.removeprefix(served.url)))
    visitor.goto(served.url + PROFILE)
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Alliance Gertz-Ressler High School")
    expect(visitor.locator(".saved-copy")).to_contain_text(SAVED)
    expect(visitor.locator(".saved-copy")).to_contain_text("Urgent news may be missing")
    assert axe.violations(visitor) == []
    visitor.goto(f"{served.url}/schools/?near=90044&grade=9")
    expect(visitor.locator(".answer__count")).to_contain_text("nearest to 90044 first")
    assert visitor.locator("#answer .school-card").count() > 3
    visitor.locator(".asking > summary").click()
    visitor.get_by_label("Grade next year", exact=True).select_option("7")
    expect(visitor.locator(".answer__count")).to_contain_text("9 schools")
    visitor.goto(f"{served.url}/")
    expect(visitor.locator(".kept").get_by_role("link", name="Gertz-Ressler High School")).to_be_visible()
    assert "loaded" in visitor.evaluate("[...document.fonts].map((font) => font.status)")
    assert [path for path in failed if not NOT_KEPT.match(path)] == []
    visitor.goto(f"{served.url}/enroll/?grade=9")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Enroll")
    visitor.goto(f"{served.url}/schools/?q=my+son+talks+about+suicide")
    expect(visitor.locator("#answer > :first-child")).to_contain_text("988")
    expect(visitor.locator("#answer .local__why")).to_contain_text("You are offline")
    expect(visitor.locator("#answer .answer__count")).to_be_hidden()
    visitor.locator("#answer").get_by_role("link", name="Phone numbers of all schools").click()
    expect(visitor.locator("a[href^='tel:']").nth(20)).to_be_visible()
    for path in (OTHER, "/es/"):  # not saved
        visitor.goto(served.url + path)
        expect(visitor.locator(".phones__instead")).to_contain_text("not saved in your browser")
    visitor.goto(f"{served.url}/schools/sheet/?school=merkin")  # not the blank form
    expect(visitor.locator(".phones__instead")).to_be_visible()
    assert visitor.locator("a[href^='tel:']").count() > 20
    assert axe.violations(visitor) == []


def test_a_notice_is_shown_at_once_and_never_from_a_saved_copy(visitor, served, school):
    save(visitor)
    today = timezone.localdate()
    Announcement.objects.create(kind=Kind.EMERGENCY, text=EMERGENCY)
    SchoolNotice.objects.create(school=school, text="Half day", first_day=today, last_day=today)
    served.publish(PROFILE, "/schools/")
    visitor.goto(served.url + PROFILE)
    expect(visitor.get_by_role("alert")).to_contain_text(EMERGENCY)
    expect(visitor.get_by_text("Half day")).to_be_visible()
    expect(visitor.locator(".saved-copy")).to_be_hidden()
    visitor.get_by_role("button", name="Saved (remove) Gertz-Ressler High School").click()
    save(visitor)
    until(visitor, "async ([path, words]) => (await (await caches.match(path)).text()).includes(words)", IN_COPY)
    disconnect(visitor, served)
    for path in (PROFILE, "/schools/"):
        visitor.goto(served.url + path)
        expect(visitor.locator(".saved-copy")).to_be_visible()
        expect(visitor.get_by_text(EMERGENCY)).to_have_count(0)
        expect(visitor.get_by_text("Half day")).to_have_count(0)


def test_private_pages_are_left_alone_and_a_release_keeps_what_was_saved(visitor, served, tmp_path):
    visitor.goto(served.url + OTHER)
    until_cached(visitor, OTHER)
    visitor.goto(served.url + PROFILE)
    save(visitor)
    for path in ("/admin/", "/accounts/login/", "/documents/1/a.pdf"):
        response = visitor.goto(served.url + path)
        assert (response.status, response.from_service_worker) == (503, False)
    assert visitor.goto(served.url + PROFILE).from_service_worker
    assert cached(visitor) == KEPT | {OTHER}

    shutil.rmtree(tmp_path / f"published/site{OTHER}")  # which cannot be fetched again
    before = min(visitor.evaluate(CACHED))  # the other is of opened profiles
    for file in (tmp_path / "published/site").glob("sw.js*"):
        if file.suffix == ".js":
            file.write_text(file.read_text().replace(before, "site-next"))
        else:
            file.unlink()
    visitor.evaluate("navigator.serviceWorker.getRegistration().then((registration) => registration.update())")
    until(visitor, "async () => (await caches.keys()).sort().join() === 'site-next,site-next opened'")
    assert cached(visitor) == KEPT | {OTHER}
    visitor.goto(served.url + PROFILE)
    visitor.get_by_role("button", name="Saved (remove) Gertz-Ressler High School").click()
    until(visitor, f"async () => !(await (await caches.open('site-next')).match('{PROFILE}'))")


LISTS = {"en": "/schools/", "es": "/es/escuelas/"}


def ask(page, url, path="/schools/", **asked):
    """Open the list of schools with a question, and wait for an answer."""
    page.goto(f"{url}{path}?{urlencode(asked)}", wait_until="commit")
    page.locator(".local__again").wait_for(timeout=30_000)


def test_the_browser_finds_the_schools_that_the_server_would_in_the_same_order(page, served):
    served.publish("/es/escuelas/", "/es/escuelas/finder.json")
    for row in named_cases(__file__, "local_questions.csv"):  # in Spanish, with and without accents
        language, asked = row.pop("language"), {name: value for name, value in row.items() if value}
        expected = [profile.school.short_name for profile in questions.shown(questions.ask(language, **asked), 60)]
        ask(page, served.url, LISTS[language], **asked)
        assert page.locator("#answer .school-card__name").all_inner_texts() == expected, asked
        assert len(expected) > 0
        assert parse_qs(urlsplit(page.url).query) == {name: [value] for name, value in asked.items()}


def test_it_says_whom_to_call_and_answers_new_questions_in_both_languages(page, served):
    ask(page, served.url, near="90044", grade="9")
    answer = page.locator("#answer")
    expect(answer.locator(".notice").first).to_contain_text("Our full search is down right now")
    expect(answer).to_contain_text("It cannot correct typos, filter by program, show closed schools")
    expect(answer.locator(".answer__count")).to_have_text(re.compile(r"^\d+ schools \(nearest to 90044 first\)$"))
    first = answer.locator(".school-card").first
    school = School.objects.get(name__endswith=first.locator(".school-card__name").inner_text())
    expect(first.get_by_role("link", name=school.phone)).to_have_attribute("href", school.phone_link)
    expect(first).to_contain_text(re.compile(r"\d(\.\d)? miles? · "))
    assert page.get_by_label("ZIP code or neighborhood").input_value() == "90044"
    assert answer.locator(".local__again").get_attribute("href") == f"{served.url}/schools/?near=90044&grade=9"
    assert faults_of_each(page) == []

    grade = page.get_by_label("Grade next year", exact=True)
    assert grade.input_value() == "9"
    expect(page.locator(".questions")).to_be_hidden()  # folded, as after a search with the server
    page.locator(".asking > summary").click()
    grade.select_option("7")
    page.wait_for_url("**/schools/?near=90044&grade=7")
    expect(page.locator(".answer__count")).to_contain_text("9 schools")
    page.go_back()
    expect(answer.locator(".local__again")).to_have_attribute("href", f"{served.url}/schools/?near=90044&grade=9")

    for text, telling in (("Suicidal", ["If somebody may hurt themselves"]), ("uniform", [])):
        ask(page, served.url, q=text)
        assert answer.locator(".reply__title").all_inner_texts() == telling
        expect(answer.get_by_role("link", name="Phone numbers of all schools")).to_be_visible()
    served.publish("/es/escuelas/", "/es/escuelas/finder.json")
    outage_page.write()
    ask(page, served.url, "/es/escuelas/", q="se quiere matar cerca de 90044")
    expect(answer.locator(":scope > :first-child")).to_contain_text("llame al 988")
    ask(page, served.url, "/es/escuelas/", q="secundaria cerca de 90044")
    expect(answer.locator(".notice").first).to_contain_text("La búsqueda completa no funciona")
    card = answer.locator(".school-card").filter(has_text="Richard Merkin")
    expect(card).to_contain_text("Escuela secundaria, grados 6–8")
    expect(card).to_contain_text(re.compile(r"\d+(\.\d)? millas · University Park"))
    assert card.get_by_role("link").first.get_attribute("href") == "/es/escuelas/merkin/"


def test_without_script_or_the_file_there_are_all_phone_numbers(page, without_script, served, tmp_path):
    assert without_script.goto(f"{served.url}/schools/?near=90044&grade=9").status == 503
    phones = without_script.locator(".phones a")
    assert phones.count() == School.objects.open_today().exclude(phone="").count()
    watts = without_script.locator(".phones__area").filter(has_text="Watts")
    expect(watts).to_contain_text("grades 9–12, 90059")
    onward = without_script.locator(".onward a").evaluate_all("links => links.map(link => link.pathname)")
    assert onward == ["/enroll/", "/schools/", "/es/inscripcion/", "/es/escuelas/"]
    (tmp_path / "published/site/schools/finder.json").rename(tmp_path / "away")
    with page.expect_response("**/finder.json") as answer:
        page.goto(f"{served.url}/schools/?near=90044")
    assert answer.value.status == 503
    page.wait_for_timeout(300)
    expect(page.locator(".areas")).to_be_visible()
    assert page.url.endswith("?near=90044")
