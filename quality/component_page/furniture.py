"""What stands around the content of a page: header, titles, forms, ways on, footer."""

from . import examples as ex
from .states import LONG, ONE, USUAL, Component, Place, State

COMPONENTS = [
    Component(
        "announcement",
        ("Announcements"),
        (
            "Above the header of every page while there is something to announce. Edited under Announcements "
            "in the menu."
        ),
        "components/announcement.html",
        "announcement",
        [
            State("notice", ("A notice"), lambda: {"announcements": [ex.announcement()]}),
            State("emergency", ("An emergency"), lambda: {"announcements": [ex.announcement(kind="emergency")]}),
            State(
                "both",
                ("Both, in Spanish, with very long words"),
                lambda: {
                    "announcements": [
                        ex.announcement(ex.LONG, kind="emergency", link_url=""),
                        ex.announcement(f"{ex.LONG_WORD} {ex.LONG_WORD}", link_text=ex.LONG_WORD[:60]),
                    ]
                },
                language="es",
            ),
            State("empty", ("Nothing to announce: nothing is shown"), dict),
        ],
        Place.EDGE,
    ),
    Component(
        "school-notices",
        ("School notices"),
        ("At the top of a school's profile and required documents, for a few days. Written on the school desk."),
        "components/school_notices.html",
        "school-notices",
        [
            State("one", ONE, lambda: {"school": ex.school(), "notices": [ex.notice()]}),
            State(
                "many",
                ("Three, with very long words"),
                lambda: {
                    "school": ex.school(),
                    "notices": [ex.notice(ex.LONG[:200]), ex.notice(f"{ex.LONG_WORD} {ex.LONG_WORD}"), ex.notice()],
                },
            ),
            State(
                "spanish",
                ("In Spanish, one of them only in English"),
                lambda: {
                    "school": ex.school(),
                    "notices": [ex.notice("La escuela abre a las diez el viernes."), ex.notice(language="en", link="")],
                },
                language="es",
            ),
            State("empty", ("No notices: nothing is shown"), lambda: {"school": ex.school(), "notices": []}),
        ],
        Place.FULL,
    ),
    Component(
        "header",
        ("Header"),
        ("At the top of every page: the name, the menu, and the link to the other language."),
        "components/header.html",
        "header",
        [
            State("usual", USUAL, lambda: {"nav": ex.navigation()}, is_tall=True),
            State(
                "languages",
                ("With the link to the other language"),
                lambda: {"nav": ex.navigation(menu=3), "other_languages": ex.other_languages()},
                is_tall=True,
            ),
            State("empty", ("No pages yet"), lambda: {"nav": ex.navigation(menu=0)}),
            State("spanish", ("In Spanish"), lambda: {"nav": ex.navigation(menu=3)}, language="es", is_tall=True),
        ],
        Place.EDGE,
    ),
    Component(
        "hero",
        ("Hero"),
        ("The opening of the home page: who we are, and how to find a school."),
        "components/hero.html",
        "hero",
        [
            State("usual", USUAL, lambda: {"page": ex.ExamplePage("", headline="An example horizon", lead=ex.LONG)}),
            State("short", ("Headline only"), lambda: {"page": ex.ExamplePage("Example")}),
            State("long", LONG, lambda: {"page": ex.ExamplePage(f"{ex.LONG[:60]} {ex.LONG_WORD}", lead=ex.LONG_WORD)}),
        ],
        Place.FULL,
    ),
    Component(
        "masthead",
        ("Page header"),
        ("The page title on its picture, or on the landscape drawn from its name."),
        "components/masthead.html",
        "masthead",
        [
            State("landscape", ("Without a picture"), lambda: {"page": ex.ExamplePage("An example", ex.LONG)}),
            State(
                "picture",
                ("With a picture"),
                lambda: {"page": ex.ExamplePage("An example", ex.LONG, listing_image=ex.ExamplePicture())},
            ),
            State("tall", ("Tall, as on a profile"), lambda: {"page": ex.ExamplePage("An example"), "tall": True}),
            State("long", LONG, lambda: {"page": ex.ExamplePage(f"{ex.LONG[:80]} {ex.LONG_WORD}", ex.LONG_WORD)}),
        ],
        Place.FULL,
    ),
    Component(
        "breadcrumbs",
        ("Breadcrumbs"),
        ("Where a page is in the site, on every page below the home page."),
        "components/breadcrumbs.html",
        "breadcrumbs",
        [
            State("usual", USUAL, lambda: {"page": ex.ExamplePage("An example"), "trail": ("Our examples",)}),
            State("long", LONG, lambda: {"page": ex.ExamplePage(f"{ex.LONG} {ex.LONG_WORD}"), "trail": ("Stories",)}),
        ],
    ),
    Component(
        "field",
        ("Form field"),
        ("A label, its field, and help or an error message."),
        "components/field.html",
        "form",
        [
            State("usual", USUAL, lambda: {"field": ex.form_field()}),
            State("choice", ("A choice"), lambda: {"field": ex.form_field("level")}),
            State("error", ("With an error"), lambda: {"field": ex.form_field("mail", {"mail": "no address"})}),
            State("error-help", ("Left empty, with help"), lambda: {"field": ex.form_field("name", {"name": ""})}),
        ],
    ),
    Component(
        "finder",
        ("Finder"),
        ("The school search in the hero."),
        "components/finder.html",
        "hero",
        [
            State("usual", USUAL, lambda: {"schools": {"url": ex.NOWHERE}}),
            State("empty", ("No school list yet"), dict),
            State("spanish", ("In Spanish"), lambda: {"schools": {"url": ex.NOWHERE}}, language="es"),
        ],
    ),
    Component(
        "search-form",
        ("Search form"),
        ("On the search page and on the page-not-found page."),
        "components/search_form.html",
        "form",
        [
            State("empty", ("Empty"), dict),
            State("filled", ("With words"), lambda: {"query": f"an “example” <b> {ex.LONG_WORD}"}),
        ],
    ),
    Component(
        "empty-state",
        ("Nothing to show"),
        ("In place of an empty list: says that nothing was found and offers a next step."),
        "components/empty_state.html",
        "notice",
        [
            State("short", ("Text only"), lambda: {"heading": "No example matches."}),
            State(
                "link",
                ("With a next step"),
                lambda: {
                    "heading": f"Nothing found for “{ex.LONG_WORD}”.",
                    "text": ex.LONG,
                    "link_url": ex.NOWHERE,
                    "link_text": "See all examples",
                },
            ),
        ],
    ),
    Component(
        "pagination",
        ("Pages of results"),
        ("Below a list that is longer than one page."),
        "components/pagination.html",
        "pagination",
        [
            State("first", ("First page"), lambda: {"found": ex.found(1), "asked": "q=example"}),
            State("middle", ("In the middle"), lambda: {"found": ex.found(5), "asked": "q=a+%26+b&level=high"}),
            State("last", ("Last page, in Spanish"), lambda: {"found": ex.found(10)}, language="es"),
            State("empty", ("Only one page: nothing is shown"), lambda: {"found": ex.found(1, 5)}),
        ],
    ),
    Component(
        "footer",
        ("Footer"),
        ("At the end of every page: the main pages again, and pages about the site itself."),
        "components/footer.html",
        "footer",
        [
            State("usual", USUAL, lambda: {"nav": ex.navigation()}),
            State("empty", ("No pages yet, in Spanish"), lambda: {"nav": ex.navigation(menu=0)}, language="es"),
        ],
        Place.EDGE,
    ),
]
