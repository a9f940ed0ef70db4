"""What grows on the site, for the table of queries: each function adds a little, yields what is counted, adds more.

What grows one by one is a loop that yields after each; only the first few and all of them are counted.
What is counted are addresses, opened as a person with `role`, or functions. `limit` is the most queries of each.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from media.models import SiteDocument
from pages.models import Announcement, Figure, FigureValue, FormAnswer, FormPage, Menu, StandardPage, StoryPage
from quality import synthetic_schools
from schools import models
from schools.postings.due_calendar import address as due_dates
from schools.register.school_year import coming_year
from tests.factories import SchoolFactory, event, home, profile, story
from tests.schools.postings.samples import person, post

GERTZ = "/schools/gertz-ressler/"
# Every public template in English, and what its script asks for; those that families use most in Spanish.
PUBLIC = Path(__file__).with_name("public_addresses.txt").read_text(encoding="utf-8").split()
DATA = ("schools.csv", "schools.json", "schools.geojson", "results.csv", "schools.schema.json", "changes.atom", "")


@dataclass
class Growth:
    """`steps` is called with a function that makes pictures."""

    steps: Callable
    limit: int
    role: str

    def limit_of(self, counted) -> int:
        is_search = isinstance(counted, str) and counted.partition("?")[0] in SEARCHED
        return max(self.limit, FIRST_QUESTION) if is_search else self.limit


FIRST_QUESTION = 22  # after a change of content, the first question reads the register, for all that follow
SEARCHED = {"/schools/", "/schools/results.json", "/search/", "/es/escuelas/", "/es/buscar/"}


def growth(limit=16, role=""):
    return partial(Growth, limit=limit, role=role)


@growth(limit=17)  # a profile in Spanish has yardsticks, and asks whether it is out of date
def three_or_three_hundred_schools(picture):
    kept = ["gertz-ressler", "tennenbaum", "kory-hunter"]
    for page in models.SchoolPage.objects.exclude(school__slug__in=kept):
        page.delete()
    season = models.EnrollmentSeason.objects.create(year=coming_year(), status="open")
    for school in models.School.objects.filter(slug__in=kept):
        starts = timezone.now() + timedelta(days=1)
        models.InformationSession.objects.create(season=season, school=school, starts=starts)
    yield PUBLIC
    synthetic_schools.add(297)


@growth()
def stories(picture):
    school = models.School.objects.get(slug="gertz-ressler")
    ribbon = StoryPage.objects.get(slug="blue-ribbon-gertz-ressler")
    story("First", schools=[school], listing_image=picture())
    ribbon.listing_image = picture()
    ribbon.save()
    yield ["/", "/stories/", "/stories/feed/", GERTZ, ribbon.url]
    for n in range(30):
        story(f"Story {n}", date(2030, 2, 1) + timedelta(days=n), schools=[school], listing_image=picture())
    others = models.School.objects.exclude(pk=school.pk)[:9]
    ribbon.school_links.add(*[models.StorySchool(school=one) for one in others])
    ribbon.save()


@growth(limit=17)  # with the translations of the pages that they lead to
def announcements_with_links(picture):
    page = StandardPage.objects.get(slug="contact", locale__language_code="en")
    for n in range(20):
        text = {"en": f"Number {n}", "es": f"Número {n}"}
        Announcement.objects.create(text=text, link_page=page, link_text="Call us", last_published_at=timezone.now())
        yield ["/about/", "/es/"]


@growth()
def figures(picture):
    yield ["/facts/", "/facts/feed/", "/data/facts.json"]
    for n in range(20):
        value = FigureValue(value=f"{n}%", as_of="2026", source="Our own count")
        Figure.objects.create(name=f"Figure {n}", label="of us", values=[value], live=True)


@growth()
def items_of_the_menu(picture):
    yield ["/"]
    menu, pages = Menu.load(), StandardPage.objects.live().filter(locale__language_code="en")
    items = [{"type": "item", "value": {"page": page.pk}} for page in pages]
    menu.header = menu.header.stream_block.to_python([*menu.header.get_prep_value(), *items])
    menu.save_revision().publish()


@growth()
def pictures_of_the_school_list(picture):
    for page in models.SchoolPage.objects.open_today()[:4]:
        page.listing_image = picture()
        page.save()
        yield ["/schools/"]


@growth()
def compared_schools(picture):
    address = "/schools/compare/?school=merkin"
    asked = [address]
    yield asked
    asked[:] = [f"{address}&school=gertz-ressler&school=olga-mohan"]


@growth()
def next_schools(picture):
    page = profile(SchoolFactory(level="middle", lowest_grade=6, highest_grade=8), listing_image=picture())
    yield [page.url]
    for n in range(12):
        high = profile().school
        models.NextSchool.objects.create(school=page.school, high_school=high, sort_order=n)


@growth()
def sessions_and_applications(picture):
    season = models.EnrollmentSeason.objects.create(year=coming_year(), status="open")
    paper = SiteDocument.objects.create(title="Application", file=ContentFile(b"x", name="application.pdf"))
    models.ApplicationForm.objects.create(season=season, language="en", document=paper)
    for day in range(12):
        starts = datetime(timezone.localdate().year + 1, 3, 2 + day, 18, tzinfo=UTC)
        models.InformationSession.objects.create(season=season, starts=starts, school=SchoolFactory())
        yield ["/enroll/"]
    models.ApplicationForm.objects.create(season=season, language="es", document=paper)


@growth()
def required_documents(picture):
    page = profile()
    post()
    post("board-agenda", None)
    post("foster-youth", None, page=page)
    papers = [f"{GERTZ}required-documents/", "/required-documents/", "/", GERTZ, "/sitemap.xml", "/robots.txt"]
    yield [*papers, due_dates(person())]
    for one in models.Requirement.objects.all():
        for _n in range(3):
            post(one.code, None if one.scope == "network" else "gertz-ressler")
            post(one.code, None if one.scope == "network" else "gertz-ressler", page=page, languages=["es"])


@growth(limit=16)
def events(picture):
    school = SchoolFactory()
    page = profile(school)
    first = timezone.localdate() + timedelta(days=40)
    series = {"starts": time(18), "ends": time(19), "repeats": "weekly", "until": first + timedelta(days=26)}
    made = event(day=first, school=school, **series)
    yield ["/events/", "/es/eventos/", f"/events/{first:%Y-%m}/", "/events/calendar.ics", made.url, page.url]
    for n in range(11):
        event(day=first, school=school if n % 2 else None, **series)


@growth(limit=15)
def open_data(picture):
    models.SchoolPage.objects.all().delete()
    models.School.objects.all().delete()
    for _n in range(41):
        page = profile()
        models.FormerName.objects.create(school=page.school, name="Before", last_seen="2020-01-01")
        found = models.StateRecord.objects.create(cds_code=f"{page.pk:014}", name="Record")
        models.SchoolStateRecord.objects.create(school=page.school, record=found)
        models.Result.objects.create(record=found, measure="enrollment", year="2020-21", value=1, source="Somewhere")
        yield ["/schools/finder.json", *(f"/data/{name}" for name in DATA)]


@growth()
def answers_of_a_form(picture):
    question = {"type": "text", "id": "n", "value": {"label": "Your name", "required": True}}
    texts = {"title": "Interest", "summary": "For families.", "thanks": "Thank you."}
    form = FormPage(slug="interest", days=30, questions=[question], **texts)
    home().add_child(instance=form)
    yield ["/interest/", "/interest/thanks/"]
    FormAnswer.objects.bulk_create(
        FormAnswer(page=form, form_data={}, language="en", delete_on=date(2030, 1, 1)) for _n in range(50)
    )


@growth(limit=FIRST_QUESTION + 3)  # what was typed is asked first, then what it may mean; a school's numbers
def results_of_a_search_with_a_typo_and_a_place(picture):
    for n in range(2):
        text = {"summary": "Quokka in Watts", "listing_image": picture()}
        profile(SchoolFactory(name=f"Alliance Quokka {n}"), **text)
        story(f"Story {n}", **text)
        home().add_child(instance=StandardPage(title=f"Quokka {n}", slug=f"quokka-{n}"))
        SiteDocument.objects.create(title=f"Quokkas of Watts {n}", file=ContentFile(b"x", name="a.pdf"))
        query, _made = Query.objects.get_or_create(query_string="quokka watts")
        SearchPromotion.objects.create(query=query, page=home())
        SearchPromotion.objects.create(query=query, external_link_url="https://a.example/", external_link_text="A")
        yield ["/search/?q=quoka+watts", "/search/?q=quokka"]
