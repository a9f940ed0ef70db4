"""Plainly made-up data that the components are shown with. Nothing here asks or writes the database."""

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

from media.models import SiteDocument
from pages import blocks
from pages.highlights import matches
from pages.models import Announcement, Figure
from pages.navigation import Item, Navigation
from schools.desk.notices.display import Shown
from schools.models import Campus, Measure, Proposal, Requirement, School
from schools.postings.status import Cell, Status
from schools.results.charts import bar_chart
from schools.results.series import Point, Reference, Series, number_sources

LONG = (
    "Every child who walks through these doors can learn at high levels, and a school that believes it says so in "
    "what it asks for, in how it listens, and in what it does on the days when nothing goes as planned."
)
LONG_WORD = "Extraordinarilyuninterruptedlylongexamplewordwithoutanyplacetobreak"
NOWHERE = "#main"  # where the links of examples go


@dataclass
class ExamplePage:
    """A page with what components ask of one; its address leads nowhere."""

    title: str
    summary: str = ""
    description: str = ""
    light: str = ""
    headline: str = ""
    lead: str = ""
    short_title: str = ""
    listing_image: "ExamplePicture | None" = None
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

    def get_url(self, request=None) -> str:
        return NOWHERE

    list_url = get_url


class ExamplePicture:
    """A picture that is a static file: has what Wagtail's image tags ask of a picture and of its rendition."""

    width, height = 1600, 1000
    is_small = False
    credit = "Example Photographer"
    alt = "A drawn landscape in place of a photograph"
    default_alt_text = alt

    @property
    def url(self) -> str:
        return static("img/example-picture.svg")

    full_url = url
    attrs_dict = AbstractRendition.attrs_dict

    def img_tag(self, extra=None) -> str:
        return AbstractRendition.img_tag(self, extra)

    def get_rendition(self, _spec) -> "ExamplePicture":
        return self

    def get_renditions(self, *_specs) -> dict:
        return {"original": self}


def school(name="Alliance Example High School", **fields) -> School:
    """An open high school with everything known, unless `fields` say otherwise."""
    latitude, longitude = fields.pop("point", (None, None))
    campus = Campus(
        street=fields.pop("street", "1 Example Street"),
        city="Los Angeles",
        state="CA",
        zip="90000",
        area=fields.pop("area", "Exampletown"),
        latitude=latitude,
        longitude=longitude,
    )
    known = {
        "slug": "example",
        "level": "high",
        "lowest_grade": 9,
        "highest_grade": 12,
        "opened": date(2010, 8, 15),
        "phone": "(213) 555-0100",
    }
    return School(name=name, campus=campus, **known | fields)


def proposal(**fields) -> Proposal:
    """What a school proposes: another name and address, with a long reason."""
    changes = {"name": {"before": school().name, "after": f"Alliance {LONG_WORD}"}}
    changes["street"] = {"before": school().campus.street, "after": "2 Example Street"}
    return Proposal(school=school(), changes=changes, reason=LONG, **fields)


def profile(name="Alliance Example High School", picture=False, miles=None, **fields) -> ExamplePage:
    """The profile of a `school`."""
    image = ExamplePicture() if picture else None
    return ExamplePage(name, school=school(name, **fields), listing_image=image, miles=miles)


def profiles() -> list[ExamplePage]:
    """Schools of every kind: open, with a picture, closed, still to open, with a name that is too long."""
    tomorrow = timezone.localdate() + timedelta(days=100)
    return [
        profile(),
        profile("Alliance Example Middle School", level="middle", lowest_grade=6, highest_grade=8, picture=True),
        profile("Alliance Example School Nearby", miles=1.4),
        profile("Alliance Closed Example School", closed=date(2018, 6, 30)),
        profile("Alliance Example School to Come", opened=tomorrow),
        profile("Alliance Example Family and Friends College-Ready Academy for Science and the Arts High School"),
        profile(f"Alliance {LONG_WORD}", area=LONG_WORD),
    ]


MIDDLE = {"level": "middle", "lowest_grade": 6, "highest_grade": 8}


def mapped() -> list[ExamplePage]:
    """Schools on a map: alone, two on one campus, close to each other, closed, one without a place."""
    here, beside = (34.05, -118.25), (34.0502, -118.2502)
    return [
        profile("Alliance Example High School in the Valley", slug="valley", point=(34.2, -118.45)),
        profile("Alliance Example High School", slug="high", point=here),
        profile("Alliance Example Middle School", slug="middle", point=here, **MIDDLE),
        profile("Alliance Example School Next Door", slug="next", street="2 Example Street", point=beside),
        profile(f"Alliance {LONG_WORD}", slug="long", street="3 Example Street", point=(33.95, -118.35), **MIDDLE),
        profile(
            "Alliance Closed Example School",
            slug="closed",
            street="4 Example Street",
            point=(33.75, -118.29),
            closed=date(2018, 6, 30),
        ),
        profile("Alliance Example School Without a Place", slug="nowhere", street="5 Example Street"),
    ]


def crowd(count=300) -> list[ExamplePage]:
    """So many schools that neighbors share a pin."""
    return [
        profile(
            f"Alliance Example School {n}",
            slug=f"crowd-{n}",
            street=f"{n} Example Street",
            point=(33.9 + n % 20 * 0.012, -118.4 + n // 20 * 0.014),
        )
        for n in range(count)
    ]


@dataclass(frozen=True)
class ExamplePlace:
    """A place that somebody searched for."""

    name: str = "90000"
    latitude: float = 34.0
    longitude: float = -118.2


def search_result(name, words, is_closed=False, recommended="") -> dict:
    """A found school: a result, the words asked for, where else they stand, and what staff say of it."""
    found = profile(name, picture=is_closed, closed=date(2018, 6, 30) if is_closed else None)
    found.description = LONG
    parts = [(("Formerly"), f"Alliance {words} Academy"), ("", f"{LONG} {words} {LONG}")]
    note = SearchPromotion(description=recommended) if recommended else None
    return {"result": found, "words": words, "reasons": matches(parts, words), "recommended": note}


def search_document(title, words, name="example-calendar.pdf", size=240_000) -> dict:
    """A found document, and where the words stand that were asked for."""
    document = SiteDocument(pk=1, title=title, file=name, file_size=size)
    return {"document": document, "reasons": matches([(("File name"), name)], words)}


def search_link(text, description="") -> dict:
    """Another site that staff recommend."""
    link = SearchPromotion(
        external_link_url="https://www.example.org/a/page", external_link_text=text, description=description
    )
    return {"link": link}


def pillars(count=4) -> list[ExamplePage]:
    titles = ("Equity is Our Foundation", "An Example", "A commitment with a name that takes several lines", LONG_WORD)
    return [ExamplePage(title, summary=LONG[:110], pk=number) for number, title in enumerate(titles[:count], 1)]


def stories(count=4) -> list[ExamplePage]:
    told = [
        ("An example school opens its doors", LONG[:120], None),
        ("A story with a picture", "In short.", ExamplePicture()),
        ("A story that has a title of several lines and no summary at all, as it may happen", "", None),
        (LONG_WORD, f"{LONG_WORD} {LONG_WORD}", None),
    ]
    return [
        ExamplePage(title, summary, listing_image=picture, date=date(2019, 9, 28 - number))
        for number, (title, summary, picture) in enumerate(told[:count])
    ]


def announcement(text="The example school starts at ten on Friday.", **fields) -> Announcement:
    known = {"link_text": "Example schedule", "link_url": "https://example.org/"}
    return Announcement(text=text, **known | fields)


def notice(text="The example school opens at ten on Friday.", language="", link="https://example.org/bus") -> Shown:
    return Shown(text, language, link, date(2026, 11, 26))


def figure(value="95%", label="of example seniors graduate and are accepted to college", **fields) -> Figure:
    known = {"as_of": "2018–19", "source": "An example source", "source_url": "https://example.org/"}
    return Figure(value=value, label=label, **known | fields)


def figures() -> list[Figure]:
    return [
        figure(),
        figure("13,000", "example scholars", source_url="", definition="Those enrolled on an example day."),
        figure("28", "example schools", source="", as_of=""),
        figure("1,234,567", f"{LONG_WORD} {LONG[:60]}"),
    ]


def explained_figures() -> list[dict]:
    return [series(network=True).figure, series(Measure.ENROLLMENT, ("1003",)).figure]


def point(year="2018–19", value="96.9", count=127, source="An example source", percent=True) -> Point:
    return Point(year, Decimal(value), count, source, percent)


def series(measure=Measure.GRADUATION, values=("88.1", "91.5", "92", "96.9"), note="", network=False) -> Series:
    """One measure over as many school years as there are `values`, the last of them 2018–19."""
    percent = measure == Measure.GRADUATION
    points = [
        point(f"{year}–{year % 100 + 1}", value, 127 if percent else None, percent=percent)
        for year, value in enumerate(values, 2019 - len(values))
    ]
    reference = Reference(Decimal("95.1"), 1234) if network else None
    return Series(measure, measure.label, "Counted as an example counts.", note, points, network=reference)


def chart(**fields) -> dict:
    one = series(**fields)
    return {"series": one, "chart": bar_chart(one)}


def table(*rows) -> dict:
    """Measures, one a row, with their numbered sources."""
    return {"rows": rows, "sources": number_sources(list(rows))}


def milestones() -> list:
    block = StreamBlock(blocks.TIMELINE)
    told = [
        {"when": "2004", "text": "The first example school opens.", "source": "An example source"},
        {"when": "2010–11", "text": LONG, "source": "With an address", "source_url": "https://example.org/"},
        {"when": "2018", "text": f"A milestone without a source, and {LONG_WORD}."},
    ]
    return block.normalize([("milestone", value) for value in told])


def questions(count=3) -> list[dict]:
    answer = RichText(f'<p>{LONG}</p><ul><li>One thing</li><li><a href="https://example.org/">Another</a></li></ul>')
    asked = [
        {"question": "Who can apply?", "answer": answer},
        {"question": f"{LONG} {LONG_WORD}?", "answer": RichText(f"<p>{LONG_WORD}</p>")},
        {"question": "Is there a third question?", "answer": RichText("<p>Yes.</p>")},
    ]
    return asked[:count]


def prose() -> RichText:
    return RichText(
        f"<p>{LONG}</p><p><b>Bold</b>, <i>italic</i>, and <a href='https://example.org/'>a link in the text</a>.</p>"
        f"<ul><li>First point</li><li>{LONG}</li></ul><ol><li>First step</li><li>Second step</li></ol>"
        f"<p>{LONG_WORD}</p>"
    )


def body():
    """A page's body: a section, a quote, a next step."""
    return StreamBlock(blocks.BODY).normalize(
        [
            ("section", {"heading": "A section", "text": prose()}),
            ("pull_quote", {"quote": "An example is worth a page of rules."}),
            ("call_to_action", {"heading": "What to do next", "link_text": "Do it", "url": "https://example.org/"}),
        ]
    )


def comparison(earlier="49%", later="95%", note="An example note: who is counted in each number.") -> dict:
    pair = [figure(earlier, "of the example’s first class", as_of="2004"), figure(later, "of a later class")]
    return {"value": {"heading": "Then and now", "figures": pair, "note": note}}


def call_to_action(**fields) -> dict:
    known = {"heading": "Find an example near you", "link_text": "See the examples", "url": "https://example.org/"}
    return {"value": blocks.CallToActionBlock().normalize(known | fields)}


class ExampleForm(forms.Form):
    name = forms.CharField(label="Name of the example", help_text="As it is written on the door.")
    level = forms.ChoiceField(label="Level", choices=[("high", "High school"), ("middle", "Middle school")])
    mail = forms.EmailField(label=f"E-mail, {LONG_WORD}")


def form_field(name="name", data=None):
    """A field as it comes, or with the errors of `data`."""
    return ExampleForm(data, auto_id="example_%s")[name]


def found(page=1, count=95):
    return Paginator(range(count), 10).get_page(page)


def navigation(path=("Home",), menu=5) -> Navigation:
    """Menu and footer; the trail to the page being read is `path`."""
    titles = ("Who we are", "What we believe", "Our examples", "Stories", f"A long name {LONG_WORD}")[:menu]
    items = [Item(title, NOWHERE, False, title in path) for title in titles]
    if len(items) > 1:
        items[1].children = [Item(page.title, NOWHERE, False, False) for page in pillars()]
    home = ExamplePage("Home", depth=2)
    return Navigation(home, items, [Item("Contact", NOWHERE, False, False), Item("Privacy", NOWHERE, False, False)])


def other_languages() -> list[ExamplePage]:
    page = ExamplePage("Ejemplo")
    page.locale = Locale(language_code="es")
    page.url = NOWHERE
    return [page]


def due_cells() -> list[tuple[Cell, bool]]:
    """Two required postings that are due, each with whether its owner is told so for the first time."""
    made = Requirement(
        code="example", title_en=f"An example report & {LONG_WORD}", title_es=f"Un informe & {LONG_WORD}"
    )
    return [
        (Cell(made, school(), Status.OVERDUE, reason="Missing: Spanish."), True),
        (Cell(made, None, Status.DUE, due=timezone.localdate() + timedelta(days=20)), False),
    ]
