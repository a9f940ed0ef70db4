"""The stack, small: on a copy of the tests' template with two schools, so that it starts in seconds."""

import getpass
import os
import shutil
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection

from deploy.stack import Stack
from quality.faults.trial import Trial
from quality.stack import query
from tests.template_database import alive
from tests.toolkit.published_copy.conftest import FEW

NAME = "faults_of_process_"


class Database:
    """One database of the tests' server. Stopped, it ends all sessions and takes no new one."""

    def __init__(self):
        self.name = f"{NAME}{os.getpid()}"
        config = connection.settings_dict
        place = {"host": config["HOST"], "port": config["PORT"], "connect_timeout": 3}
        self.url = f"postgres://{config['USER']}:{config['PASSWORD']}@/{self.name}?{urlencode(place)}"

    def url_of(self, door):
        return self.url

    def make(self):
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [NAME])
            for (name,) in cursor.fetchall():
                if not alive(int(name.removeprefix(NAME))):  # of a run that was killed
                    cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{connection.settings_dict["TEST"]["TEMPLATE"]}"')

    def drop(self):
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{self.name}" WITH (FORCE)')

    def stop(self, mode="fast"):
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{self.name}" ALLOW_CONNECTIONS false')
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [self.name])

    def start(self):
        with connection._nodb_cursor() as cursor:
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


@pytest.fixture(scope="session")
def trial(tmp_path_factory, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        database = Database()
        database.make()
        try:
            with SmallStack(tmp_path_factory.mktemp("stack"), database) as stack:
                yield Trial(stack)
        finally:
            database.drop()
