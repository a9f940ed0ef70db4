"""Everything that visitors are sent is this network's: no word of another, no empty section, no promise by law.

Families find its schools by their names, places, levels, and grades, in both of its languages.
"""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse
from fontTools.ttLib import TTFont
from wagtail.models import Site

from alliance_site.assets.static_files import OF_VIETNAMESE, STYLESHEETS, TYPEFACES
from alliance_site.publishing import emergency, outage_page
from schools.models import School, SchoolIndexPage, SchoolPage
from schools.profiles.addresses import COMPARE, PHONES, SHEET
from tests.cases import named_cases
from tests.network.conftest import LANGUAGES, checked, foreign
from tests.schools.finder.questions import ask, slugs
from toolkit.monitoring import outages
from toolkit.published_copy.contents import addresses

pytestmark = pytest.mark.django_db


def page_of(kind, language: str) -> str:
    return kind.objects.get(locale__language_code=language).url


def test_the_network_is_what_its_folder_says(client):
    assert School.objects.count() == 12
    assert School.objects.open_today().count() == 10
    assert {school.campus.city for school in School.objects.all()} == {"Tucson", "Phoenix"}
    for language in LANGUAGES:
        assert SchoolPage.objects.live().filter(locale__language_code=language).count() == 12
        page = checked(client.get("/" if language == LANGUAGES[0] else f"/{language}/"))
        assert page.html["lang"] == language
        assert "(520) 555-0100" in page.footer.get_text()
        assert ("Chuyển đến nội dung" in page.get_text()) == (language == "vi")  # by the folder's own catalog
    for name in STYLESHEETS:
        styles = Path(finders.find(name)).read_text(encoding="utf-8")
        assert "#16193a" not in styles, name  # the ink of tokens.css
        assert ":root:lang(" not in styles, name  # its typeface has the letters of its languages
        assert settings.NETWORK.colors["ink"][0] in styles or name == "css/admin.css"
    assert "size-adjust: 91.2%" in Path(finders.find("css/site.css")).read_text(encoding="utf-8")  # of its typeface
    assert "--w-color-primary-hue: 172" in Path(finders.find("css/admin.css")).read_text(encoding="utf-8")
    for name in TYPEFACES:
        assert set(map(ord, OF_VIETNAMESE)) <= set(TTFont(finders.find(name)).getBestCmap()), name


def test_a_sheet_has_no_school_too_far_for_every_day(client):
    sheet = checked(client.get(f"{page_of(SchoolIndexPage, 'en')}{SHEET}?near=85006&grade=9")).main.get_text()
    assert "Tortoise High School" in sheet
    assert "Packrat High School" not in sheet  # 106 miles away


def test_every_published_address_is_whole_and_of_this_network(client):
    paths = [address.path for address in addresses(Site.objects.get())]
    sitemap = re.findall(r"<loc>([^<]+)</loc>", client.get("/sitemap.xml").content.decode())
    assert {urlsplit(url).path for url in sitemap} <= {*paths}
    assert len(sitemap) > 12 * len(LANGUAGES)
    pages = {}
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200, path
        if response["Content-Type"].startswith("text/html"):
            pages[path] = checked(response)
            assert pages[path].find("meta", attrs={"name": "description"})["content"], path
        else:
            assert (path, foreign(response)) == (path, [])
    for path, page in pages.items():
        for link in page.select("a[href*='#']"):
            target, _hash, anchor = link["href"].partition("#")
            if anchor and (target or path) in pages:
                assert pages[target or path].find(id=anchor), (path, link["href"])


def test_so_are_answers_to_questions_and_pages_that_depend_on_them(client, language):
    listed, search = page_of(SchoolIndexPage, language), reverse("search")
    report = reverse("report_mistake", args=[listed.strip("/").split("/")[-1], "bobcat-high-school"])
    compared = "&".join(f"school={slug}" for slug in School.objects.values_list("slug", flat=True)[:4])
    questions = ["near=85719", "near=10001", "near=1", "near=Nowhere", "near=Phoenix&grade=7", "closed=on", "q=here"]
    questions += [f"q={text}" for text in ("bobcat", "zzzz", "free lunch", "enroll", "chuckwalla", "kindergarten")]
    paths = [f"{listed}?{question}" for question in questions]
    paths += [f"{listed}{COMPARE}{asked}" for asked in ("", f"?{compared}", f"?{compared}&near=85701")]
    paths += [f"{listed}{SHEET}{asked}" for asked in ("", "?near=85701&grade=7", f"?{compared}")]
    paths += [f"{listed}{PHONES}", report, search, f"{search}?q=school", f"{search}?q=zzzzzz"]
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200, path
        assert checked(response).html["lang"] == language
    missing = client.get(f"{listed}no-such-school/x/")
    assert missing.status_code == 404
    checked(missing)
    assert json.loads(client.get(f"{listed}results.json?near=85701").content)["count"] == 10


def test_so_are_pages_without_the_server_and_the_emergency(client):
    emergency.announce(dict.fromkeys(LANGUAGES, "All schools are closed today."))
    texts = [outages.page("500", language) for language in LANGUAGES]
    texts += [outage_page.page(language) for language in LANGUAGES]
    texts += [outages.page(*arguments) for arguments in outages.FILES.values()]
    for text in texts:
        assert foreign(text) == []
    for language in LANGUAGES:
        page = checked(client.get(page_of(SchoolIndexPage, language)))
        assert page.select_one(".announcements").get_text(" ", strip=True).endswith("All schools are closed today.")


def test_the_right_schools_come_first():
    wrong = []
    for row in named_cases(__file__, "asked.csv"):
        question = {name: row[name] for name in ("q", "near", "grade", "level") if row[name]}
        results = ask(row["language"], **question)
        first, count, problem = row["first"].split(), int(row["count"]), results.place_problem
        found = [slugs(results, len(first)), len(results.hits), str(problem.problem) if problem else ""]
        if found != [first, count, row["problem"]]:
            wrong.append((question, found))
    assert wrong == []


def test_schools_beside_each_other_have_rows_with_words_only(client, language):
    names = ("bobcat-high-school", "jackalope-k8-school", "tortoise-high-school")
    page = checked(client.get(f"{page_of(SchoolIndexPage, language)}{COMPARE}", {"school": names}))
    assert [name.find(string=True).strip() for name in page.select(".compare__table thead a")]
    rows = page.select(".compare__table tbody tr")
    assert rows
    for row in rows:
        assert any(cell.get_text(strip=True) for cell in row.select("td")), row
