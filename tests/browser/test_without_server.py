"""The finder while the application is down: the published list of schools answers in the browser."""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import expect

from alliance_site.publishing import outage_page
from schools.models import School
from tests.browser.looks import faults_of_each
from tests.cases import named_cases
from tests.schools.finder.questions import ask as server_answer

LISTS = {"en": "/schools/", "es": "/es/escuelas/"}


def ask(page, url, path="/schools/", **asked):
    """Open the list of schools with a question, and wait for an answer."""
    page.goto(f"{url}{path}?{urlencode(asked)}", wait_until="commit")
    page.locator(".local__again").wait_for(timeout=30_000)


def names(page) -> list[str]:
    return page.locator("#answer .school-card__name").all_inner_texts()


def test_the_browser_finds_the_schools_that_the_server_would_in_the_same_order(page, served):
    served.publish("/es/escuelas/", "/es/escuelas/finder.json")
    for row in named_cases(__file__, "local_questions.csv"):  # in Spanish, with and without accents
        language, asked = row.pop("language"), {name: value for name, value in row.items() if value}
        expected = [profile.school.short_name for profile in server_answer(language, **asked).hits[:60]]
        ask(page, served.url, LISTS[language], **asked)
        assert names(page) == expected, asked
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

    served.publish("/es/escuelas/", "/es/escuelas/finder.json")
    outage_page.write()
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
