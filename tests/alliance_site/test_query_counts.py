"""Nothing takes more queries for many items than for few, nor more than its limit."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.alliance_site import growth, growth_in_the_editor
from tests.content_cache import forget
from tests.schools.people import person

pytestmark = pytest.mark.django_db
GROWTHS = {
    name.replace("_", " "): thing
    for module in (growth, growth_in_the_editor)
    for name, thing in vars(module).items()
    if isinstance(thing, growth.Growth)
}


@pytest.mark.parametrize("name", GROWTHS)
def test_many_items_take_as_many_queries_as_few(client, picture, name):
    case = GROWTHS[name]
    if case.role:
        client.force_login(person("someone", case.role, is_superuser=case.role == "Site admin"))

    def count(counted):
        forget()
        with CaptureQueriesContext(connection) as captured:
            if callable(counted):
                counted()
            else:
                response = client.get(counted)
                assert response.status_code == (404 if counted == "/nowhere/" else 200), counted
                b"".join(response)
        # A test runs in a transaction, so a transaction inside it is a savepoint.
        return len([query for query in captured if "SAVEPOINT" not in query["sql"]])

    steps = case.steps(picture)
    things = next(steps)
    caches["default"].clear()
    for thing in things:  # queries that a process runs once: content types, the site's root, renditions of pictures
        count(thing)
    few = [count(thing) for thing in things]
    list(steps)
    many = [count(thing) for thing in things]
    if few != many:  # perhaps by renditions of new pictures, which are made once
        many = [count(thing) for thing in things]
    found = list(zip(things, few, many, strict=True))
    assert few == many, found
    assert not [thing for thing, number in zip(things, many, strict=True) if number > case.limit_of(thing)], found
