"""How soon a visitor of a stack sees each kind of change, from its commit on. The stack's worker publishes."""

import time

import requests

from deploy.stack.supervisor import until
from quality.output import say, within
from quality.stack import nothing_waits, query

WORD = "Zebracorn"
PATIENCE, LOOK = 60, 0.005  # seconds
EQUITY = "page_ptr_id = (SELECT id FROM wagtailcore_page WHERE slug = 'equity')"
OF_SCHOOL, SCHOOL = "slug = 'gertz-ressler'", "/schools/gertz-ressler/"
CHANGES = (  # name, table, column, row, the page that shows it, and the limit in seconds
    ("page", "pages_pillarpage", "summary", EQUITY, "/mission/equity/", 1),
    ("phone of a school", "schools_school", "phone", OF_SCHOOL, SCHOOL, 1),
    ("name of a school", "schools_school", "name", OF_SCHOOL, "/schools/", 1),
    ("title in the menu of every page", "wagtailcore_page", "title", "slug = 'about'", "/", 5),
)


def run(stack) -> bool:
    """Print the seconds; return whether they are within the limits."""
    say("\nSeen through nginx after the commit")
    results = []
    for name, table, column, row, address, limit in CHANGES:
        ((before,),) = query(stack.database.url, f"SELECT {column} FROM {table} WHERE {row}")  # noqa: S608 (names and rows are constants above)
        update = f"UPDATE {table} SET {column} = %s WHERE {row}"  # noqa: S608 (names and rows are constants above)
        query(stack.database.url, update, WORD)
        start = time.perf_counter()
        until(lambda page=stack.url + address: WORD in requests.get(page, timeout=10).text, PATIENCE, LOOK)
        results.append(within(name, time.perf_counter() - start, limit, "s"))
        query(stack.database.url, update, before)
        until(lambda: nothing_waits(stack.database.url), PATIENCE)
    return all(results)
