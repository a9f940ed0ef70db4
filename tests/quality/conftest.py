"""The stack, small: gunicorn, worker and nginx on a database of their own, a copy of the tests' template with two
schools. It has what the faults need of `deploy.stack.Stack`, and starts in seconds."""

import json
import os
import shutil
import sys
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from deploy.nginx.server import Nginx, free_port
from deploy.stack.supervisor import Process, Supervisor
from quality.faults.trial import Trial
from quality.stack import query, until
from tests.template_database import alive
from tests.toolkit.published_copy.conftest import FEW

NAME = "faults_of_process_"
START = 60  # seconds


class Database:
    """One database of the tests' server. Stopped, it ends all sessions and takes no new one."""

    def __init__(self):
        self.name = f"{NAME}{os.getpid()}"
        self.place = {key: connection.settings_dict[key] for key in ("HOST", "PORT", "USER", "PASSWORD")}
        given = {key.lower(): value for key, value in self.place.items() if value}
        self.url = psycopg2.extensions.make_dsn(dbname=self.name, **given)

    @property
    def settings(self):
        """For Django."""
        kept = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": {"connect_timeout": 3}}
        return {"ENGINE": "django.db.backends.postgresql", "NAME": self.name, **self.place, **kept}

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


class SmallStack:
    def __init__(self, folder: Path, database: Database):
        self.folder, self.database = folder, database
        self.published, static, media = (folder / name for name in ("published", "static", "media"))
        for path in (self.published, static, media):
            path.mkdir()
        shutil.copy(settings.BASE_DIR / "alliance_site/static/maintenance.html", static)
        self.application = f"127.0.0.1:{free_port()}"
        self.nginx = Nginx(
            folder / "nginx",
            data=folder,
            application=self.application,
            headers=lambda conf: call_command("nginx_headers", str(conf)),
        )
        self.nginx.write()
        self.url = self.nginx.url
        few = "UPDATE wagtailcore_page SET live = slug IN %s WHERE id IN (SELECT page_ptr_id FROM schools_schoolpage)"
        query(database.url, few, FEW)
        query(database.url, "UPDATE wagtailcore_site SET hostname = '127.0.0.1', port = %s", self.nginx.port)
        stack = {"database": database.settings, "published": str(self.published), "url": self.url}
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.quality.settings",
            "FAULTS_STACK": json.dumps(stack),
            "BIND": self.application,
            "WEB_CONCURRENCY": "2",
        }
        self.supervisor = Supervisor()
        self.processes = self.supervisor.processes
        root = settings.BASE_DIR
        gunicorn = ["-m", "gunicorn", "--config", str(root / "deploy/gunicorn.conf.py"), "--chdir", str(root)]
        commands = {
            "gunicorn": [sys.executable, *gunicorn, "alliance_site.wsgi"],
            "worker": [sys.executable, str(root / "manage.py"), "worker"],
            "nginx": self.nginx.command,
        }
        for name, command in commands.items():
            process = Process(command, environment=environment, log=folder / f"{name}.log", patience=10)
            process.start()
            self.processes[name] = process
        self.supervisor.start()


@pytest.fixture(scope="session")
def trial(tmp_path_factory, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        database = Database()
        database.make()
        stack = SmallStack(tmp_path_factory.mktemp("stack"), database)
        try:
            yield Trial(stack)
        finally:
            stack.supervisor.stop()
            database.drop()


@pytest.fixture
def outcome_of(trial):
    """Try a fault; return its outcome."""

    def run(fault, **options):
        assert until(trial.answers, START)
        return trial.run(fault, **options)

    return run
