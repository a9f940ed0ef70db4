"""What a page says: figures, schools, text, evidence, next steps."""

from datetime import date

from schools.models import Measure

from . import examples as ex
from .states import LONG, MANY, ONE, USUAL, Component, Place, State

COMPONENTS = [
    Component(
        "figures",
        ("Figure"),
        ("One to four numbers, each with its meaning, date, and source. Numbers are edited under Figures."),
        "components/figures.html",
        "figures",
        [
            State("one", ONE, lambda: {"figures": [ex.figure()]}),
            State("many", MANY, lambda: {"figures": ex.figures()}),
            State("no-source", ("Without a source"), lambda: {"figures": [ex.figure(source="", as_of="")]}),
            State("explained", ("In plain words, beside the network"), lambda: {"figures": ex.explained_figures()}),
        ],
    ),
    Component(
        "figures-band",
        ("Figure band"),
        ("A page's own figures across the full width, once per page."),
        "components/figures_band.html",
        "figures",
        [
            State("night", ("On dark"), lambda: {"page": ex.ExamplePage("", figures=ex.figures()), "kind": "night"}),
            State("sand", ("On sand"), lambda: {"page": ex.ExamplePage("", figures=ex.figures()[:2]), "kind": "sand"}),
            State("empty", ("No figure: nothing is shown"), lambda: {"page": ex.ExamplePage("")}),
        ],
        Place.FULL,
    ),
    Component(
        "comparison",
        ("Then and now"),
        ("Two percentages on one scale, with what they measure and whether they can be compared."),
        "components/blocks/comparison.html",
        "comparison",
        [
            State("usual", USUAL, ex.comparison),
            State("ends", ("0 and 100 percent"), lambda: ex.comparison("0%", "100%")),
            State("long", LONG, lambda: ex.comparison("8.5%", "92.75%", f"{ex.LONG} {ex.LONG_WORD}")),
        ],
    ),
    Component(
        "steps",
        ("Pillar cards"),
        ("The commitments as rising steps. Each links to its page."),
        "components/steps.html",
        "steps",
        [
            State("many", MANY, lambda: {"pillars": ex.pillars()}),
            State("told", ("With their summaries"), lambda: {"pillars": ex.pillars(), "told": True}),
            State("one", ONE, lambda: {"pillars": ex.pillars(1)}),
        ],
        shown_by="component_page/steps.html",
    ),
    Component(
        "climb",
        ("Climb"),
        ("The drawing on a pillar page: four steps, with this page's step lit."),
        "components/climb.html",
        "pillar",
        [
            State("first", ("First step"), lambda: {"number": 1}),
            State("last", ("Last step"), lambda: {"number": 4}),
        ],
        Place.FULL,
        shown_by="component_page/climb.html",
    ),
    Component(
        "school-card",
        ("School card"),
        ("A school in a list, with its own landscape or picture. The whole card links to its profile."),
        "components/school_card.html",
        "school-card",
        [
            State("one", ONE, lambda: {"profiles": [ex.profile()]}),
            State(
                "kinds",
                ("Open, with a picture, nearby, closed, opening later, long name"),
                lambda: {"profiles": ex.profiles()},
            ),
            State("tall", ("Tall"), lambda: {"profiles": ex.profiles()[:3], "kind": "tall"}),
            State("found", ("In the finder"), lambda: {"profiles": ex.profiles(), "comparable": True}),
        ],
        shown_by="component_page/school_cards.html",
    ),
    Component(
        "map",
        ("Map of schools"),
        ("Schools on a map, one pin per campus, beside the list with the details."),
        "components/map.html",
        "map",
        [
            State("many", MANY, lambda: {"profiles": ex.mapped()}),
            State("one", ONE, lambda: {"profiles": ex.mapped()[:1]}),
            State("shared", ("One campus with two schools"), lambda: {"profiles": ex.mapped()[1:3]}),
            State(
                "searched",
                ("Near a searched place, in Spanish"),
                lambda: {"profiles": ex.mapped()[:5], "place": ex.ExamplePlace()},
                language="es",
            ),
            State("crowd", ("Many schools, so neighbors share a pin"), lambda: {"profiles": ex.crowd()}),
            State("empty", ("No school has coordinates: nothing is shown"), lambda: {"profiles": ex.mapped()[-1:]}),
        ],
        shown_by="component_page/map.html",
    ),
    Component(
        "school-line",
        ("School in one line"),
        ("A school's level, grades, and location, marked if it has closed or has not opened yet."),
        "components/school_line.html",
        "school-card",
        [
            State("open", ("Open"), lambda: {"school": ex.school()}),
            State("closed", ("Closed"), lambda: {"school": ex.school(closed=date(2018, 6, 30))}),
        ],
        shown_by="component_page/school_line.html",
    ),
    Component(
        "marked",
        ("Matched words"),
        ("Search result text, with the words that matched."),
        "components/marked.html",
        "results",
        [State("usual", USUAL, lambda: {"pieces": [("An ", False), ("example", True), (" <of> a result", False)]})],
        shown_by="component_page/marked.html",
    ),
    Component(
        "story-card",
        ("Story card"),
        (
            "A story in a list, with its date, and its picture or landscape where there is room. The whole "
            "card is a link."
        ),
        "components/story_card.html",
        "story",
        [
            State("one", ONE, lambda: {"stories": ex.stories(1)}),
            State("many", MANY, lambda: {"stories": ex.stories()}),
            State("art", ("With picture or landscape"), lambda: {"stories": ex.stories(), "art": True}),
        ],
        shown_by="component_page/story_cards.html",
    ),
    Component(
        "stories",
        ("Story band"),
        ("The newest stories on another page, with a link to all of them."),
        "components/stories.html",
        "story",
        [
            State("art", ("On sand, with pictures"), lambda: {"stories": ex.stories(3), "kind": "sand", "art": True}),
            State("plain", ("Two, in Spanish"), lambda: {"stories": ex.stories(2)}, language="es"),
            State("empty", ("No story: nothing is shown"), dict),
        ],
        Place.FULL,
    ),
    Component(
        "timeline",
        ("Timeline"),
        ("What happened when, oldest first, each with its source."),
        "components/timeline.html",
        "timeline",
        [
            State("many", MANY, lambda: {"milestones": ex.milestones()}),
            State("one", ONE, lambda: {"milestones": list(ex.milestones())[:1]}),
        ],
    ),
    Component(
        "pull-quote",
        ("Pull quote"),
        ("One sentence set large. Use one or two per page at most."),
        "components/blocks/pull_quote.html",
        "pull-quote",
        [
            State(
                "usual",
                USUAL,
                lambda: {"value": {"quote": "An example is worth a page of rules.", "attribution": "A. Example"}},
            ),
            State("no-name", ("Without a name"), lambda: {"value": {"quote": ex.LONG}}),
            State("long", LONG, lambda: {"value": {"quote": f"{ex.LONG} {ex.LONG_WORD}", "attribution": ex.LONG_WORD}}),
        ],
    ),
    Component(
        "prose",
        ("Running text"),
        ("A section of a page: a heading and what editors write under it."),
        "components/blocks/section.html",
        "prose",
        [State("usual", USUAL, lambda: {"value": {"heading": "A section of a page", "text": ex.prose()}})],
    ),
    Component(
        "picture",
        ("Picture with caption"),
        ("A photograph that tells something. The caption says who, where, and when."),
        "components/blocks/picture.html",
        "picture",
        [
            State("caption", ("With a caption"), lambda: {"value": {"image": ex.ExamplePicture(), "caption": ex.LONG}}),
            State("credit", ("With photo credit only"), lambda: {"value": {"image": ex.ExamplePicture()}}),
            State("empty", ("No picture: nothing is shown"), lambda: {"value": {"image": None, "caption": "Gone"}}),
        ],
    ),
    Component(
        "accordion",
        ("Questions and answers"),
        ("Questions that open to show their answers, for readers who look for one of several."),
        "components/blocks/questions.html",
        "accordion",
        [
            State("many", MANY, lambda: {"value": {"heading": "Before you visit", "questions": ex.questions()}}),
            State("one", ONE, lambda: {"value": {"heading": "One question", "questions": ex.questions(1)}}),
        ],
    ),
    Component(
        "table",
        ("Table"),
        ("State data, one measure per row. On a phone, each row becomes a block."),
        "components/results_table.html",
        "table",
        [
            State(
                "many",
                MANY,
                lambda: ex.table(
                    ex.series(),
                    ex.series(note=f"{ex.LONG[:90]} {ex.LONG_WORD}"),
                    ex.series(measure=Measure.ENROLLMENT, values=("1003",)),
                ),
            ),
            State("one", ONE, lambda: ex.table(ex.series(values=("100",)))),
            State("network", ("Beside the network"), lambda: ex.table(ex.series(network=True)) | {"network": True}),
            State("no-source", ("Without a source"), lambda: {"rows": [ex.series(values=("100",))]}),
        ],
    ),
    Component(
        "chart",
        ("Chart"),
        ("One measure over several years as bars from zero, with the same numbers as a table."),
        "components/chart.html",
        "chart",
        [
            State("percent", ("Shares"), ex.chart),
            State(
                "counts",
                ("Counts, with a note"),
                lambda: ex.chart(measure=Measure.ENROLLMENT, values=("12", "487", "1003"), note=ex.LONG),
            ),
            State("one", ONE, lambda: ex.chart(values=("0",))),
        ],
    ),
    Component(
        "search-result",
        ("Search result"),
        ("A page that was found: what it is and why, with the search words highlighted."),
        "components/search_result.html",
        "results",
        [
            State("usual", USUAL, lambda: ex.search_result("Example High", "example")),
            State("closed", ("Closed, with a picture"), lambda: ex.search_result("Example", "x", True)),
            State(
                "recommended",
                ("Recommended by staff, in their words"),
                lambda: ex.search_result("Example High", "example", recommended=ex.LONG[:90]),
            ),
            State("long", LONG, lambda: ex.search_result(f"{ex.LONG[:70]} {ex.LONG_WORD}", ex.LONG_WORD)),
        ],
        shown_by="component_page/search_result.html",
    ),
    Component(
        "search-document",
        ("Document in search results"),
        ("A document that was found: its type and size, and why it was found."),
        "components/search_document.html",
        "results",
        [
            State("usual", USUAL, lambda: ex.search_document("Example calendar", "calendar")),
            State(
                "plain",
                ("Found by its title, size unknown, in Spanish"),
                lambda: ex.search_document("Example calendar", "x", size=None),
                language="es",
            ),
            State(
                "long",
                LONG,
                lambda: ex.search_document(f"{ex.LONG[:70]} {ex.LONG_WORD}", ex.LONG_WORD, f"{ex.LONG_WORD}.docx"),
            ),
        ],
        shown_by="component_page/search_document.html",
    ),
    Component(
        "search-link",
        ("Link in search results"),
        ("Another site that staff recommend for this search."),
        "components/search_link.html",
        "results",
        [
            State("usual", USUAL, lambda: ex.search_link("An example of a site", "Where examples are kept.")),
            State("long", LONG, lambda: ex.search_link(f"{ex.LONG[:70]} {ex.LONG_WORD}", ex.LONG)),
        ],
        shown_by="component_page/search_link.html",
    ),
    Component(
        "panorama",
        ("Panorama"),
        ("All schools as one picture: a slice of each school's landscape."),
        "components/panorama.html",
        "panorama",
        [
            State("many", MANY, lambda: {"profiles": ex.profiles() * 4, "url": ex.NOWHERE}),
            State("one", ONE, lambda: {"profiles": [ex.profile()], "url": ex.NOWHERE}),
        ],
        Place.FULL,
    ),
    Component(
        "call-to-action",
        ("Call to action"),
        ("What to do next: a heading, a sentence, and one button."),
        "components/blocks/call_to_action.html",
        "call-to-action",
        [
            State("usual", USUAL, lambda: ex.call_to_action(text="Every example, with its address.")),
            State("short", ("Heading and button only"), ex.call_to_action),
            State("broken", ("Its page was deleted: no button"), lambda: ex.call_to_action(url="", text="Still true.")),
            State(
                "long",
                LONG,
                lambda: ex.call_to_action(heading=ex.LONG_WORD, text=ex.LONG, link_text=ex.LONG_WORD[:50]),
            ),
        ],
    ),
    Component(
        "body",
        ("Body of a page"),
        ("Text blocks, one below another, on the page background or on sand."),
        "components/body.html",
        "prose",
        [
            State("usual", USUAL, lambda: {"page": ex.ExamplePage("", body=ex.body())}),
            State(
                "pairs",
                ("In pairs, on sand"),
                lambda: {"page": ex.ExamplePage("", body=ex.body()), "pairs": True, "kind": "sand"},
            ),
        ],
        Place.FULL,
    ),
    Component(
        "block-figures",
        ("Figures in text"),
        ("Chosen figures between the sections of a page."),
        "components/blocks/figures.html",
        "figures",
        [
            State("many", MANY, lambda: {"value": {"figures": ex.figures()[:3]}}),
            State("empty", ("All figures were deleted: nothing is shown"), lambda: {"value": {"figures": [None]}}),
        ],
    ),
]
