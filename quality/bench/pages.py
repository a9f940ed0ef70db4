"""With 2,000 schools in two languages: what pages, the finder, and the editor cost, and how long pages are.

The schools are added in a transaction that is rolled back, so the stack's worker does not see them.
"""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse
from wagtail.models import Site

from quality import synthetic_schools
from quality.bench.cost import milliseconds
from quality.output import say, within
from toolkit.published_copy.models import Change
from toolkit.published_copy.render import render

MANY, ROUNDS = 2_000, 10
PAGE, QUESTION, STAFF, FIRST = 30, 50, 1_000, 3_000  # milliseconds; the last for a first search after a change
HOME, KB = 60, 1000  # KB of the published home page; bytes
LIST = "/schools/"
PAGES = ("/", "/es/", "/about/", "/mission/", LIST, "/es/escuelas/", f"{LIST}synthetic-1/", "/stories/", "/contact/")
FILES = (f"{LIST}finder.json", "/sitemap.xml")
QUESTIONS = {  # some made-up schools match the same words
    "everything": "",
    "filters": "level=high&grade=9",
    "ZIP code": "near=90044",
    "place and distance": "near=Watts&within=5",
    "location": "near=34.031%2C-118.285",
    "words": "q=technology+academy",
    "misspelled": "q=gerts+resler",
    "half typed": "q=ma",
    "words that all have": "q=synthetic+technology+academy+avenue",
    "Spanish": "q=secundaria+cerca+de+90044",
    "all at once": "q=technology+academy&near=Watts&within=20&level=high&grade=9&closed=on",
    "nothing found": "q=qwertyuiop",
}
EDITOR = ("wagtailadmin_home", "school_desks", "office_queue", "wagtailsnippets_schools_school:list", "postings")


def run(_stack) -> bool:
    """Print milliseconds of processor, database included, and bytes; return whether they are within the limits."""
    with synthetic_schools.added(MANY):
        newest = Change.objects.latest("pk")
        Change.objects.exclude(pk=newest.pk).delete()  # as the worker would have done, which does not see the schools
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        return all([*answered(), *published(), *edited()])


def published() -> list[bool]:
    say(f"\nPublished, {MANY:,} schools in two languages")
    site = Site.objects.get()
    results = [measured(path, lambda path=path: render(site, path), PAGE) for path in PAGES]
    for path in FILES:
        took = milliseconds(lambda path=path: render(site, path))
        say(f"  {path:<34} {took:10.1f} ms, {len(render(site, path).body) / KB:,.0f} KB")
    return [*results, within("home", len(render(site, "/").body) / KB, HOME, "KB")]


def answered() -> list[bool]:
    say("\nFinder")
    client = Client(SERVER_NAME="localhost")
    first = milliseconds(lambda: ask(client, f"{LIST}?q=technology+near+Watts"))
    results = [within("first search after a change", first, FIRST, "ms")]
    for path in (LIST, f"{LIST}results.json"):
        say(f"  {path}")
        for name, words in QUESTIONS.items():
            results.append(measured(name, lambda address=f"{path}?{words}": ask(client, address), QUESTION))
    return results


def edited() -> list[bool]:
    say("\nEditor, by a site admin")
    user, _is_new = get_user_model().objects.get_or_create(username="bench", is_superuser=True)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session.save()
    client = Client(SERVER_NAME="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key.cookie
    pages = {name: reverse(name) for name in EDITOR} | {"school_desk": reverse("school_desk", args=["synthetic-1"])}
    with override_settings(SECOND_FACTOR_REQUIRED=False):
        return [measured(name, lambda page=page: ask(client, page), STAFF) for name, page in pages.items()]


def measured(name: str, do, limit: float) -> bool:
    """Print what `do` takes, once it has been done; return whether that is within the limit."""
    do()
    return within(name, milliseconds(do, ROUNDS), limit, "ms")


def ask(client: Client, address: str) -> None:
    status = client.get(address).status_code
    if status != 200:
        raise RuntimeError(f"{address} answers {status}")
