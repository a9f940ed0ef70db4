"""While a part is broken, published pages stay, the rest says honestly that it cannot answer, and no change is lost.

Faults of `make faults`, shorter, one after another under one load. `Trial.check` says what must be true at the end.
"""

import getpass
import shutil
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection

from deploy.stack import Stack
from deploy.stack.supervisor import until
from quality.faults import faults
from quality.faults.trial import Trial
from quality.stack import query
from tests import template_database
from tests.toolkit.published_copy.conftest import FEW
from toolkit.backups.databases import drop, server

pytestmark = pytest.mark.django_db

START = 60  # seconds


class Database:
    """A copy of the template on the tests' server. Stopped, it ends all sessions and takes no new one."""

    def __init__(self):
        config = connection.settings_dict
        self.name = f"{config['NAME']}_faults"  # dropped by another run if this one is killed
        place = {"host": config["HOST"], "port": config["PORT"], "connect_timeout": 3}
        self.url = f"postgres://{config['USER']}:{config['PASSWORD']}@/{self.name}?{urlencode(place)}"

    def url_of(self, door):
        return self.url

    def stop(self, mode="fast"):
        with server() as cursor:
            cursor.execute(f'ALTER DATABASE "{self.name}" ALLOW_CONNECTIONS false')
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [self.name])

    def start(self):
        with server() as cursor:
            cursor.execute(f'ALTER DATABASE "{self.name}" ALLOW_CONNECTIONS true')


class SmallStack(Stack):
    def __init__(self, folder: Path, database: Database):
        super().__init__(folder)
        self.database = database
        self.nginx.names["NGINX_USER"] = getpass.getuser()  # may enter pytest's folder
        self.nginx.headers = lambda conf: call_command("nginx_headers", str(conf))
        own = {"DJANGO_SETTINGS_MODULE": "tests.quality.settings", "DATABASE_URL": database.url, "PUBLIC_ROLE": ""}
        self.environment |= own | {"WEB_CONCURRENCY": "2"}

    def _prepare(self):
        shutil.copy(finders.find("maintenance.html"), self.static)
        few = "UPDATE wagtailcore_page SET live = slug IN %s WHERE id IN (SELECT page_ptr_id FROM schools_schoolpage)"
        query(self.database.url, few, FEW)
        query(self.database.url, "UPDATE wagtailcore_site SET hostname = '127.0.0.1', port = %s", self.nginx.port)


@pytest.fixture
def trial(db, tmp_path):
    database = Database()
    template_database.copy(database.name)
    try:
        with SmallStack(tmp_path / "stack", database) as stack:
            yield Trial(stack)
    finally:
        drop(database.name)


def one_after_another(trial):
    """An editor that hangs, which refuses no family, and is therefore first; then what may refuse questions."""
    faults.editing(trial, seconds=2)
    for fault, options in ((faults.application, {"times": 1}), (faults.database, {"seconds": 1})):
        fault(trial, **options)
        trial.expect(trial.answers, f"questions are not answered again after the fault of the {fault.__name__}")
    faults.worker(trial, moments=(0.0, 0.3))


def test_the_site_outlives_an_editor_that_hangs_and_the_loss_of_application_database_and_worker(trial):
    assert until(trial.answers, START)
    outcome = trial.run(one_after_another)
    assert outcome.wrong == []
    assert outcome.load.pages.answered > 20
    assert outcome.load.questions.refused
    assert outcome.changes >= 2
