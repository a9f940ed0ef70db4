"""`make check` rejects a migration that would break the running site or the previous release."""

import re

from tests.ground.programs import manage

REFUSED = {
    "0002_rewrites": "ADDING a column that rewrites the table",
    "0003_reads_all": "ADDING a constraint that reads the locked table",
    "0004_indexes": "CREATE INDEX locks table",  # a warning of the linter, which our settings make an error
}


def test_careless_migrations_are_refused_and_a_careful_one_is_not():
    done = manage("lintmigrations", DJANGO_SETTINGS_MODULE="tests.toolkit.monitoring.careless.settings")
    assert done.returncode == 1, done.stderr
    found = dict(re.findall(r"\(careless, (\w+)\)\.\.\. (.*(?:\n\t.*)*)", done.stdout))
    assert found.pop("0001_initial") == "OK"
    assert found.pop("0005_is_careful") == "OK"
    assert found.keys() == REFUSED.keys()
    for name, reason in REFUSED.items():
        assert found[name].startswith("ERR")
        assert reason in found[name]
