"""What grows on the site, for the table of queries: each function adds a little, yields what is counted, adds more.

What is counted are addresses, opened as a person with `role`, or functions. `limit` is the most queries of each.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, SearchPromotion

from alliance_site.notifications import office
from media.models import SiteDocument
from media.removal import uses_of
from pages.models import Announcement, Figure, FigureValue, FormAnswer, FormPage, Menu, StandardPage, StoryPage
from pages.translation.parity import pairs
from quality import synthetic_schools
from schools.exchange import export
from schools.lifecycle import execution, kinds
from schools.lifecycle.impact import Impact
from schools.models import (
    ApplicationForm,
    ChangeSet,
    Confirmation,
    EnrollmentSeason,
    FormerName,
    InformationSession,
    MistakeReport,
    NextSchool,
    Part,
    PlannedChange,
    Proposal,
    Requirement,
    Result,
    School,
    SchoolPage,
    SchoolStateRecord,
    StateRecord,
    StorySchool,
)
from schools.postings.due_calendar import address as due_dates
from schools.postings.packet.packet import packets
from schools.postings.status import cells
from schools.register import history
from schools.register.school_year import coming_year, school_year
from tests.factories import SchoolFactory, event, home, profile, story
from tests.pages.translation.pages import publish
from tests.schools.exchange.files import ours, plan
from tests.schools.lifecycle.answers import renamed
from tests.schools.people import editor_of
from tests.schools.postings.samples import person, post
from toolkit.activity_log.actors import Actor
from toolkit.activity_log.events import record

GERTZ = "/schools/gertz-ressler/"
PUBLIC = {  # every public template, and what its script asks for
    *("/", "/about/", "/mission/", "/mission/college-ready/", "/contact/", "/enroll/", "/enroll/dates/"),
    *("/schools/", "/schools/?closed=on", "/schools/?q=academy&near=90044&level=high", "/schools/?q=tennenbaum"),
    *("/schools/results.json?near=90044", GERTZ, "/schools/tennenbaum/", f"{GERTZ}report/", f"{GERTZ}report/thanks/"),
    "/schools/compare/?school=gertz-ressler&school=tennenbaum&school=kory-hunter",
    *("/stories/", "/stories/distinguished-schools-2024/", "/stories/feed/", "/facts/", "/facts/feed/", "/events/"),
    *("/events/calendar.ics", "/data/facts.json", "/search/?q=school", "/search/", "/nowhere/", "/sitemap.xml"),
}
SPANISH = {
    *("/es/", "/es/acerca-de/", "/es/inscripcion/", "/es/escuelas/", "/es/escuelas/gertz-ressler/"),
    *("/es/escuelas/?q=academy&near=90044&level=high", "/es/escuelas/tennenbaum/", "/es/datos-y-cifras/"),
    "/es/escuelas/comparar/?school=gertz-ressler&school=tennenbaum&school=kory-hunter",
    *("/es/historias/escuelas-distinguidas-2024/", "/es/buscar/?q=escuela"),
}
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


GROWTHS: dict[str, Growth] = {}


FIRST_QUESTION = 22  # after a change of content, the first question reads the register, for all that follow
SEARCHED = {"/schools/", "/schools/results.json", "/search/", "/es/escuelas/", "/es/buscar/"}


def growth(limit=16, role=""):
    def add(steps):
        GROWTHS[steps.__name__.replace("_", " ")] = Growth(steps, limit, role)
        return steps

    return add


@growth(limit=17)  # a profile in Spanish has yardsticks, and asks whether it is out of date
def three_or_three_hundred_schools(picture):
    kept = ["gertz-ressler", "tennenbaum", "kory-hunter"]
    for page in SchoolPage.objects.exclude(school__slug__in=kept):
        page.delete()
    season = EnrollmentSeason.objects.create(year=coming_year(), status="open")
    for school in School.objects.filter(slug__in=kept):
        InformationSession.objects.create(season=season, school=school, starts=timezone.now() + timedelta(days=1))
    yield sorted(PUBLIC | SPANISH)
    synthetic_schools.add(297)


@growth()
def stories(picture):
    school = School.objects.get(slug="gertz-ressler")
    ribbon = StoryPage.objects.get(slug="blue-ribbon-gertz-ressler")
    story("First", schools=[school], listing_image=picture())
    ribbon.listing_image = picture()
    ribbon.save()
    yield ["/", "/stories/", "/stories/feed/", GERTZ, ribbon.url]
    for n in range(30):
        story(f"Story {n}", date(2030, 2, 1) + timedelta(days=n), schools=[school], listing_image=picture())
    ribbon.school_links.add(*[StorySchool(school=one) for one in School.objects.exclude(pk=school.pk)[:9]])
    ribbon.save()


@growth(limit=17)  # with the translations of the pages that they lead to
def announcements_with_links(picture):
    page = StandardPage.objects.get(slug="contact", locale__language_code="en")

    def add(n):
        text = {"en": f"Number {n}", "es": f"Número {n}"}
        Announcement.objects.create(text=text, link_page=page, link_text="Call us", last_published_at=timezone.now())

    add(0)
    yield ["/about/", "/es/"]
    for n in range(1, 20):
        add(n)


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
    def illustrate(pages):
        for page in pages:
            page.listing_image = picture()
            page.save()

    pages = SchoolPage.objects.open_today()
    illustrate(pages[:1])
    yield ["/schools/"]
    illustrate(pages[1:4])


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
        NextSchool.objects.create(school=page.school, high_school=high, sort_order=n)


@growth()
def sessions_and_applications(picture):
    season = EnrollmentSeason.objects.create(year=coming_year(), status="open")

    def add(day):
        starts = datetime(timezone.localdate().year + 1, 3, 2 + day, 18, tzinfo=UTC)
        InformationSession.objects.create(season=season, starts=starts, school=SchoolFactory())

    paper = SiteDocument.objects.create(title="Application", file=ContentFile(b"x", name="application.pdf"))
    ApplicationForm.objects.create(season=season, language="en", document=paper)
    add(0)
    yield ["/enroll/"]
    ApplicationForm.objects.create(season=season, language="es", document=paper)
    for day in range(1, 12):
        add(day)


@growth()
def required_documents(picture):
    page = profile()
    post()
    post("board-agenda", None)
    post("foster-youth", None, page=page)
    papers = [f"{GERTZ}required-documents/", "/required-documents/", "/", GERTZ, "/sitemap.xml", "/robots.txt"]
    yield [*papers, due_dates(person())]
    for one in Requirement.objects.all():
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
    SchoolPage.objects.all().delete()
    School.objects.all().delete()

    def add():
        page = profile()
        FormerName.objects.create(school=page.school, name="Before", last_seen="2020-01-01")
        found = StateRecord.objects.create(cds_code=f"{page.pk:014}", name="Record")
        SchoolStateRecord.objects.create(school=page.school, record=found)
        Result.objects.create(record=found, measure="enrollment", year="2020-21", value=1, source="Somewhere")

    add()
    yield ["/schools/finder.json", *(f"/data/{name}" for name in DATA)]
    for _n in range(40):
        add()


@growth()
def answers_of_a_form(picture):
    form = FormPage(title="Interest", slug="interest", summary="For families.", thanks="Thank you.", days=30)
    question = {"type": "text", "id": "n", "value": {"label": "Your name", "required": True}}
    form.questions = FormPage._meta.get_field("questions").stream_block.to_python([question])
    home().add_child(instance=form)
    yield ["/interest/", "/interest/thanks/"]
    FormAnswer.objects.bulk_create(
        FormAnswer(page=form, form_data={}, language="en", delete_on=date(2030, 1, 1)) for _n in range(50)
    )


@growth(limit=FIRST_QUESTION + 3)  # what was typed is asked first, then what it may mean; a school's numbers
def results_of_a_search_with_a_typo_and_a_place(picture):
    def add(n):
        text = {"summary": "Quokka in Watts", "listing_image": picture()}
        profile(SchoolFactory(name=f"Alliance Quokka {n}"), **text)
        story(f"Story {n}", **text)
        home().add_child(instance=StandardPage(title=f"Quokka {n}", slug=f"quokka-{n}"))
        SiteDocument.objects.create(title=f"Quokkas of Watts {n}", file=ContentFile(b"x", name="a.pdf"))
        query, _made = Query.objects.get_or_create(query_string="quokka watts")
        SearchPromotion.objects.create(query=query, page=home())
        SearchPromotion.objects.create(query=query, external_link_url="https://a.example/", external_link_text="A")

    add(0)
    yield ["/search/?q=quoka+watts", "/search/?q=quokka"]
    add(1)


@growth(limit=80, role="Publisher")
def stories_of_the_editors_home(picture):
    start, user = timezone.now() + timedelta(days=2), get_user_model().objects.get(username="someone")

    def add(n):
        coming = story(f"Story {n}", live=False)
        coming.go_live_at = start
        coming.save_revision(user=user).publish(user=user)
        story(f"Draft {n}", live=False).save_revision(user=user)

    add(0)
    yield ["/admin/"]
    for n in range(1, 6):
        add(n)


@growth(limit=30, role="Publisher")
def pictures_of_the_report(picture):
    picture()
    yield [reverse("pictures_report")]
    for _n in range(5):
        picture()


@growth(limit=13, role="Site admin")
def entries_of_the_activity_log(picture):
    def add(action, n, **detail):
        record(action, title=f"unique {n}", actor=Actor("editor", "77", "Lidia Ruiz"), **detail)

    add("export.made", 0)
    yield ["/admin/reports/audit/?q=unique", "/admin/reports/audit/results/?q=unique"]
    for n in range(70):
        add("register.changed", n, phone=["1", "2"], campus_id=["here", "there"])


@growth(limit=22, role="Listings manager")
def schools_and_results_in_the_editor(picture):
    def add():
        school = profile().school
        MistakeReport.objects.create(school=school, language="en", text="The bus is late.")

    add()
    models = (School, Result, MistakeReport)
    names = [model.snippet_viewset.get_url_name("list") for model in models]
    yield [
        *(reverse(name) for name in names),
        reverse(School.snippet_viewset.chooser_viewset.get_url_name("choose_results")),
    ]
    for _n in range(12):
        add()


@growth(limit=30, role="Listings manager")
def the_tracker(picture):
    page = profile()
    post(page=page)
    yield ["/admin/postings/", "/admin/postings/?export=csv"]
    for school in SchoolFactory.create_batch(20):
        post(slug=school.slug)
    for code in ("lcap", "epa", "arts-and-music"):
        post(code, page=page)
        post(code)


@growth(limit=4)
def uses_of_a_picture(picture):
    image = picture()

    def add(n):
        home().add_child(instance=StandardPage(title=f"Page {n}", slug=f"page-{n}", listing_image=image))

    add(0)
    yield [lambda: uses_of(image)]
    for n in range(1, 5):
        add(n)


@growth(limit=2)
def schools_of_a_packet_and_of_the_matrix(picture):
    post()
    schools, asked = list(School.objects.all()[:1]), list(Requirement.objects.all())
    year = school_year(timezone.localdate())
    yield [lambda: packets([None, *schools], year), lambda: cells(asked, [None, *schools])]
    schools += School.objects.all()[1:20]


@growth(limit=18)
def pages_to_translate(picture):
    yield [pairs]
    for _n in range(12):
        publish(profile(SchoolFactory(), live=False))


@growth(limit=16)
def notices_of_a_school(picture):
    school, today = School.objects.get(slug="gertz-ressler"), timezone.localdate()
    yield [GERTZ]
    for _n in range(3):
        school.notices.create(text="Half day", first_day=today, last_day=today)


@growth(limit=85, role="Listings manager")
def what_a_desk_shows(picture):
    school, user = School.objects.get(slug="gertz-ressler"), get_user_model().objects.get(username="someone")
    codes = ("sarc", "lcap", "epa", "athletics", "arts-and-music", "homeless-liaison")

    def add(n):
        today = timezone.localdate()
        MistakeReport.objects.create(school=school, language="en", text=f"Wrong {n}")
        Confirmation.objects.create(school=school, part=Part.REST, at=timezone.now() - timedelta(days=n))
        school.proposals.create(by=user, reason="x", changes={"name": {"before": "a", "after": "b"}})
        school.notices.create(text="x", first_day=today, last_day=today, saved_by=user)
        post(codes[n], posted_by=user)
        school.phone, school.campus.street = f"(213) 555-010{n}", f"{n} Other Street"
        history.save(school, reason="A reason.")
        history.save(school.campus)
        school.pages.first().save_revision(user=user)

    add(0)
    names = ("school_desk", "school_desk_more", "school_desk_history")
    yield [reverse(name, args=[school.slug]) for name in names]
    for n in range(1, 6):
        add(n)


@growth(limit=30, role="Listings manager")
def desks(picture):
    yield [reverse("school_desks")]
    SchoolFactory.create_batch(12)


@growth(limit=50, role="Listings manager")
def notices_and_proposals_of_all_schools(picture):
    user, today = get_user_model().objects.get(username="someone"), timezone.localdate()
    schools = list(School.objects.open_today()[:10])

    def add(school):
        changes = {"opened": {"before": f"{school.opened}", "after": "2009-08-01"}}
        Proposal.objects.create(school=school, by=user, reason="So.", changes=changes)
        MistakeReport.objects.create(school=school, language="es", text="Falta.")
        school.notices.create(text="x", first_day=today, last_day=today, saved_by=user)

    add(schools[0])
    yield [reverse("school_notices"), reverse("office_queue")]
    for school in schools[1:]:
        add(school)


@growth(limit=8)
def schools_that_are_due_to_be_confirmed(picture):
    def add(n):
        editor_of(SchoolFactory(details_as_of=date(2020, 1, 1)), f"edith{n}")

    add(0)
    yield [lambda: [*office.confirmation_reminders()]]
    for n in range(1, 8):
        add(n)


@growth(limit=25, role="Listings manager")
def guided_changes_and_plans(picture):
    user = get_user_model().objects.get(username="someone")
    fields = {
        "kind": "move",
        "day": timezone.localdate() + timedelta(days=90),
        "target": "1 Far Street",
        "is_told": True,
    }
    fields |= {"data": {}, "agreed": Impact().as_json(), "language": "en", "by": user, "reason": "So.", "error": "So."}

    def add(school):
        ChangeSet.objects.create(kind="close", name="A school", data={"school": school.pk}, at=timezone.now())
        PlannedChange.objects.create(school=school, **fields)

    add(School.objects.get(slug="gertz-ressler"))
    yield [reverse("school_changes"), GERTZ]
    for school in SchoolFactory.create_batch(20):
        add(school)


@growth(limit=375)  # the preview makes the change and takes it back
def schools_beside_one_that_is_renamed(picture):
    school, user = School.objects.get(slug="gertz-ressler"), get_user_model().objects.create_superuser("boss")
    kind = kinds.ALL["rename"]
    form = kind.form(renamed(school, en="someone-else") | {"reason": "So."}, school=school)
    assert form.is_valid(), form.errors
    yield [lambda: execution.preview(kind, school, form.cleaned_data, user)]
    for _n in range(20):
        profile()


@growth(limit=22)
def schools_in_a_file(picture):
    SchoolFactory(phone="(323) 111-2222")
    yield [export.as_xlsx, lambda: plan(ours().replace(b"(323) ", b"(424) "))]
    SchoolFactory.create_batch(20, phone="(323) 111-2222")
