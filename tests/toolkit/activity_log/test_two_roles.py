"""With deploy/two-roles.sql, the site's account cannot touch the triggers of the activity log."""

import os
import subprocess
import sys
from contextlib import closing

import psycopg2
import pytest
from django.db import connection

from tests.cases import cases
from tests.ground.programs import ROOT, database_url, environment, run, session
from toolkit.backups import databases, postgres

LOG = "activity_log_auditentry"


class Roles:
    """A database of the site that belonged to `runs`, as in `docs/install.md`, and now belongs to `owner`."""

    def __init__(self):
        number = os.getpid()
        self.runs, self.owner, self.database = f"runs_{number}", f"owner_{number}", f"two_roles_{number}"
        self.public = f"public_{number}"
        self.programs = postgres.program(connection, "psql").parent

    def environment(self, role="", database=""):
        env = postgres.environment(connection.settings_dict, database or self.database)
        return env | ({"PGUSER": role} if role else {})

    def psql(self, *arguments, role="", script=None, database=""):
        command = [self.programs / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", *arguments]
        env = self.environment(role, database)
        return subprocess.run(command, input=script, env=env, check=True, capture_output=True)

    def make(self):
        template = connection.settings_dict["TEST"]["TEMPLATE"]
        roles = f"CREATE ROLE {self.runs} LOGIN CREATEDB; CREATE ROLE {self.owner} LOGIN CREATEDB;"
        roles += f"CREATE ROLE {self.public} LOGIN; GRANT {self.public} TO {self.runs};"
        self.psql(script=roles.encode(), database="postgres")
        self.psql("-c", f"CREATE DATABASE {self.database} OWNER {self.runs} TEMPLATE template0", database="postgres")
        self.psql("-c", "CREATE EXTENSION pg_trgm", role=self.runs)
        dump = [self.programs / "pg_dump", "--no-owner", "--no-privileges", "--schema=public"]
        script = subprocess.run(dump, env=self.environment(database=template), check=True, capture_output=True).stdout
        script = script.replace(b"CREATE SCHEMA public;", b"").replace(b"COMMENT ON SCHEMA public", b"-- ")
        self.psql(role=self.runs, script=script)

    def divide(self):
        names = ("-v", f"owner={self.owner}", "-v", f"runs={self.runs}")
        self.psql(*names, "-f", ROOT / "deploy" / "two-roles.sql")

    def drop(self):
        databases.drop(self.database)
        with databases.server() as cursor:
            for role in (self.runs, self.owner, self.public):
                cursor.execute(f"DROP ROLE IF EXISTS {role}")

    def as_(self, role):
        opened = session(dbname=self.database, user=role)
        opened.autocommit = True
        return opened


@pytest.fixture(scope="module")
def roles(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        made = Roles()
        made.drop()
        try:
            made.make()
            made.divide()
            made.divide()  # as after a restore
            yield made
        finally:
            made.drop()


@pytest.fixture
def site(roles):
    with closing(roles.as_(roles.runs)) as opened:
        yield opened


@pytest.mark.parametrize("statement", [one for (one,) in cases(__file__, "forbidden_statements.csv")])
def test_the_web_role_cannot_stop_logging(site, roles, statement):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        site.cursor().execute(statement.format(owner=roles.owner))


@pytest.mark.parametrize("account", ["runs", "public"])
def test_the_owner_ends_the_sessions_of_the_other_accounts(roles, account):
    session = roles.as_(getattr(roles, account))
    roles.as_(roles.owner).cursor().execute(databases.END_SESSIONS, [[roles.database]])
    with pytest.raises(psycopg2.OperationalError, match="terminat"):
        session.cursor().execute("SELECT 1")


def test_changes_of_the_web_role_are_logged(site):
    cursor = site.cursor()
    cursor.execute("UPDATE schools_school SET phone = '(213) 555-0100' WHERE slug = 'odonovan'")
    cursor.execute(f"SELECT action, actor_name FROM {LOG} ORDER BY id DESC LIMIT 1")
    assert cursor.fetchone() == ("register.changed", site.info.user)


def test_the_commands_of_every_day_run_with_it_and_migrations_with_the_owner(roles, tmp_path):
    ours = {"DATABASE_URL": database_url(roles.database, roles.runs), "DATA_ROOT": tmp_path}
    ours |= {"BACKUP_REPOSITORY": tmp_path / "backups", "BACKUP_PASSWORD_FILE": tmp_path / "password"}
    ours |= {"PATH": f"{roles.programs}{os.pathsep}{os.environ['PATH']}"}
    ours |= {"DJANGO_SETTINGS_MODULE": "alliance_site.settings.dev"}

    def manage(*arguments, **more):
        return run(sys.executable, "manage.py", *arguments, env=environment(**ours | more))

    for command in ("sync_roles", "backup"):
        done = manage(command)
        assert done.returncode == 0, done.stderr
    owner = {"DATABASE_URL": database_url(roles.database, roles.owner)}
    assert manage("migrate", **owner).returncode == 0
    roles.as_(roles.owner).cursor().execute("CREATE TABLE public.later (id serial)")
    roles.as_(roles.runs).cursor().execute("INSERT INTO later DEFAULT VALUES")
