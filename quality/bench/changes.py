"""How soon a visitor of a stack sees each kind of change, from its commit on. The stack's worker publishes."""

import time

import requests
from psycopg2.sql import SQL, Identifier

from deploy.stack.supervisor import until
from quality.output import say, within
from quality.stack import nothing_waits, query

WORD = "Zebracorn"
PATIENCE, LOOK = 60, 0.005  # seconds
EQUITY = "page_ptr_id = (SELECT id FROM wagtailcore_page WHERE slug = 'equity')"
OF_SCHOOL, SCHOOL = "slug = 'gertz-ressler'", "/schools/gertz-ressler/"
# A table, a column, a row, and the page that shows it.
PAGE = ("pages_pillarpage", "summary", EQUITY, "/mission/equity/")
CHANGES = (  # name, change, and the limit in seconds
    ("page", PAGE, 1),
    ("phone of a school", ("schools_school", "phone", OF_SCHOOL, SCHOOL), 1),
    ("name of a school", ("schools_school", "name", OF_SCHOOL, "/schools/"), 1),
    ("title in the menu of every page", ("wagtailcore_page", "title", "slug = 'about'", "/"), 5),
)


def run(stack) -> bool:
    """Print the seconds; return whether they are within the limits."""
    say("\nSeen through nginx after the commit")
    results = [within(name, seen(stack, change), limit, "s") for name, change, limit in CHANGES]
    return all(results)


def seen(stack, change: tuple[str, str, str, str]) -> float:
    """Make a change, and undo it; return how many seconds it took until a visitor saw it."""
    table, column, row, address = change
    names = {"table": Identifier(table), "column": Identifier(column), "row": SQL(row)}
    ((before,),) = query(stack.database.url, SQL("SELECT {column} FROM {table} WHERE {row}").format(**names))
    update = SQL("UPDATE {table} SET {column} = %s WHERE {row}").format(**names)
    query(stack.database.url, update, WORD)
    start = time.perf_counter()
    until(lambda: WORD in requests.get(stack.url + address, timeout=10).text, PATIENCE, LOOK)
    seconds = time.perf_counter() - start
    query(stack.database.url, update, before)
    until(lambda: nothing_waits(stack.database.url), PATIENCE)
    return seconds
