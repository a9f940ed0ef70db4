"""Made-up data for components.yaml, built without the database."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django import forms
from django.core.paginator import Paginator
from django.templatetags.static import static
from django.utils import timezone
from wagtail.blocks import StreamBlock
from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.images.models import AbstractRendition
from wagtail.models import Locale
from wagtail.rich_text import RichText

from media.models import SiteDocument, SiteImage
from media.usage import Use
from pages import blocks
from pages.editor.home_panel import Row
from pages.figures.display import ShownFigure
from pages.figures.facts import Fact, Value
from pages.languages import Languages, Other
from pages.models import Announcement, Figure, StandardPage
from pages.navigation import Item, Navigation
from pages.search import highlights
from pages.translation.parity import NewerOriginal
from schools.desk.confirmations import Due
from schools.desk.notices.display import Shown
from schools.desk.queue import Item as QueueItem
from schools.desk.queue import Kind
from schools.finder.criteria import CriteriaForm
from schools.models import Campus, Measure, Part, Proposal, Requirement, School
from schools.postings.status import Cell, Status
from schools.profiles.tags import SchoolList
from schools.results.charts import bar_chart
from schools.results.series import Point, Reference, Series
from toolkit.mail import render

LONG_WORD = "Extraordinarilyuninterruptedlylongexamplewordwithoutanyplacetobreak"
LINK = "https://example.org/"
NOWHERE = "#main"  # where links of examples lead


@dataclass
class Page:
    """A page with the attributes that components read."""

    title: str
    summary: str = ""
    description: str = ""
    light: str = ""
    headline: str = ""
    lead: str = ""
    short_title: str = ""
    listing_image: "Picture | None" = None
    figures: list = field(default_factory=list)
    body: object = None
    school: School | None = None
    miles: float | None = None
    date: "date | None" = None
    path: str = ""
    url_path: str = ""
    depth: int = 4
    pk: int | None = None
    content_type_id: int | None = None
    locale: Locale | None = None

    def get_url(self, request=None) -> str:
        return NOWHERE

    list_url = get_url

    @property
    def picture(self) -> "Picture | None":
        return self.listing_image


class Picture:
    """A static file with what Wagtail's image tags read of a picture and its renditions."""

    width, height = 1600, 1000
    is_small = False
    may_be_shown = True
    credit = "Example Photographer"
    alt = default_alt_text = "A drawn landscape in place of a photograph"
    attrs_dict, img_tag = AbstractRendition.attrs_dict, AbstractRendition.img_tag

    @property
    def url(self) -> str:
        return static("img/example-picture.svg")

    full_url = url

    def get_rendition(self, _spec) -> "Picture":
        return self

    def get_renditions(self, *_specs) -> dict:
        return {"original": self}


@dataclass
class Place:
    """A place that someone searched for."""

    name: str = "90000"
    latitude: float = 34.0
    longitude: float = -118.2


def school(name="Alliance Example High School", point=(None, None), street="1 Example Street", area="Town", **fields):
    campus = Campus(street=street, city="Los Angeles", state="CA", zip="90000", area=area)
    campus.latitude, campus.longitude = point
    grades = {"level": "high", "lowest_grade": 9, "highest_grade": 12}
    known = {"slug": "example", "opened": date(2010, 8, 15), "phone": "(213) 555-0100"}
    return School(name=name, campus=campus, **grades | known | fields)


def profile(picture=False, miles=None, **fields) -> Page:
    record = school(**fields)
    image = Picture() if picture else None
    return Page(record.name, description=LONG_WORD, school=record, listing_image=image, miles=miles)


def crowd() -> list[Page]:
    """Return so many schools that neighbors share a pin on the map."""
    points = [(33.9 + n % 20 * 0.012, -118.4 + n // 20 * 0.014) for n in range(300)]
    return [profile(slug=f"crowd-{n}", street=f"{n} Example Street", point=point) for n, point in enumerate(points)]


def proposal(**fields) -> Proposal:
    changes = {"name": {"before": school().name, "after": f"Alliance {LONG_WORD}"}}
    return Proposal(school=school(), changes=changes, reason=f"An example & {LONG_WORD}", **fields)


def figure(**fields) -> Figure:
    return Figure(**{"as_of": "2018–19", "source": "An example source"} | fields)


def announcement(**fields) -> Announcement:
    return Announcement(**{"link_text": "Example schedule", "link_url": LINK} | fields)


def school_list(url=LINK) -> SchoolList:
    return SchoolList(url, CriteriaForm())


def notice(text, language="", link=LINK) -> Shown:
    return Shown(text, language, link, date(2026, 11, 26))


def series(percent=True, network=False, note="", published=True) -> Series:
    """Return one measure over three school years."""
    measure, values = (
        (Measure.GRADUATION, ("91.5", "92", "96.9")) if percent else (Measure.ENROLLMENT, ("12", "487", "1003"))
    )
    points = [
        Point(f"{year}–{year % 100 + 1}", Decimal(value), 127 if percent else None, "An example source", measure)
        for year, value in enumerate(values, 2016)
    ]
    if not published:
        points = [*points, Point("2019–20", None, None, "An example source", measure)]
    reference = Reference(Decimal("95.1"), 1234, measure) if network else None
    areas = [Reference(Decimal("87.5"), None, measure, "California, grades 3–8 and 11")] if network else []
    return Series(measure, measure.label, "Counted as an example counts.", note, points, 1, reference, areas)


def fact(value="95%", label="of example seniors graduate", definition="", years=(), **fields) -> Fact:
    """A figure of the list of all figures, with a value for each of `years`, the newest first."""
    shown = ShownFigure(1, value, label, definition, **{"as_of": "2018–19", "source": "", "source_url": ""} | fields)
    values = [Value(value, str(year), None, date(year, 12, 31), "An example source", "", None) for year in years]
    return Fact(shown, values)


def series_figure(**fields) -> dict:
    return series(**fields).figure


def chart(**fields):
    return bar_chart(series(**fields))


def html(text: str) -> RichText:
    return RichText(text)


def milestones(values: list[dict]):
    return StreamBlock(blocks.TIMELINE).normalize([("milestone", value) for value in values])


def body():
    """Return a page's body with the preview of each block that needs no picture."""
    shown = [(name, block) for name, block in blocks.BODY if name != "picture"]
    return StreamBlock(blocks.BODY).normalize([(name, block.get_preview_value()) for name, block in shown])


def call_to_action(**fields):
    known = {"heading": "Find an example near you", "link_text": "See the examples", "url": LINK}
    return blocks.CallToActionBlock().normalize(known | fields)


def matches(label, text, words):
    return highlights.matches([(label, text)], words)


def document(title="Example calendar", file_size=240_000) -> SiteDocument:
    return SiteDocument(pk=1, title=title, file="example.pdf", file_size=file_size)


def promotion(**fields) -> SearchPromotion:
    return SearchPromotion(**{"external_link_url": f"{LINK}page"} | fields)


class ExampleForm(forms.Form):
    name = forms.CharField(label="Name of the example", help_text="As it is written on the door.")
    level = forms.ChoiceField(label="Level", choices=[("high", "High school"), ("middle", "Middle school")])
    mail = forms.EmailField(label=f"Email, {LONG_WORD}")
    agree = forms.BooleanField(label="I will bring an example")


def example_form(data=None):
    return ExampleForm(data, auto_id="example_%s")


def form_field(name, data=None):
    return example_form(data)[name]


def result_page(number):
    return Paginator(range(95), 10).get_page(number)


def navigation(trail="", menu=5) -> Navigation:
    """Return the menu, with `menu` items, and the footer; `trail` is the menu's item that the page is in."""
    titles = ("Who we are", "What we believe", "Our examples", "Stories", f"A long name {LONG_WORD}")[:menu]
    items = [Item(title, NOWHERE, False, title == trail) for title in titles]
    if len(items) > 1:
        items[1].children = [Item(title, NOWHERE, False, False) for title in ("An example", LONG_WORD)]
    footer = [Item(title, NOWHERE, False, False) for title in ("Contact", "Privacy")]
    return Navigation(Page("Home", depth=2), items, footer)


def languages(code="es", is_same=True) -> Languages:
    """Return a page's other language; without `is_same`, the page above leads to it."""
    return Languages(NOWHERE, [Other(Locale(language_code=code), NOWHERE, NOWHERE, is_same, f"Example {LONG_WORD}")])


def newer_original() -> NewerOriginal:
    """Return what a translation offers that is older than its original."""
    page = Page(f"Example page {LONG_WORD}", locale=Locale(language_code="en"))
    return NewerOriginal(page, timezone.now() - timedelta(days=8))


def ending_pictures() -> list[tuple[SiteImage, list[Use]]]:
    """Return two pictures whose consent has ended or ends soon, each with its pages."""
    page = StandardPage(draft_title=f"A page & {LONG_WORD}", locale=Locale(language_code="en"))
    today = timezone.localdate()
    return [
        (
            SiteImage(title=LONG_WORD, people="scholars", release="1", consent_until=day, collection_id=1),
            [Use(page, is_draft=False), Use(page, is_draft=True)],
        )
        for day in (today - timedelta(days=1), today + timedelta(days=20))
    ]


def due_cells() -> list[tuple[Cell, str, bool]]:
    """Return two required postings that are due, each with its URL and whether it is new to its owner."""
    in_20_days = timezone.localdate() + timedelta(days=20)
    requirement = Requirement(code="example", title_en=f"A report & {LONG_WORD}", title_es=f"Un informe & {LONG_WORD}")
    return [
        (Cell(requirement, school(), Status.OVERDUE, reason="Missing: Spanish."), "https://example.org/one/", True),
        (Cell(requirement, None, Status.DUE, due=in_20_days), "https://example.org/two/", False),
    ]


def reminders(names: list[str]) -> list[tuple[str, str, str]]:
    """Return the sections of one reminder: subject, text, and HTML of each."""
    someone = QueueItem(Kind.PEOPLE, LONG_WORD, "No editor with an email address.", "/admin/", None)
    contexts = {
        "confirmations": {"rows": [(school(), [Due(part, date(2026, 6, 1)) for part in Part])], "count": 1},
        "postings": {"rows": due_cells(), "count": 33, "more": 31},
        "postings_overdue": {"rows": due_cells(), "count": 1, "more": 0},
        "enrollment": {"year": "2027–28"},
        "queue": {"rows": [Row(f"{LONG_WORD}: 3", "/admin/", "first since June 1")], "unreached": [someone]},
        "pictures": {"images": ending_pictures(), "count": 2},
    }
    address = {"address": "https://www.example.org/admin/example/"}
    return [render(f"sections/{name}", None, contexts[name] | address) for name in names]
