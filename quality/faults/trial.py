"""One fault, tried: load before, during and after it, changes to be published, and what has to be true at the end."""

import gzip
import http.client
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import psycopg2

from quality.faults.load import FRESH, SCHOOL, Load, Visitor, is_honest, question

BEFORE = 1.0  # seconds of load before the fault
PATIENCE = 60  # seconds until all is well again
LOOK = 0.02
# The record does not tell: it leaves out what it knows already.
NOTE_REWRITTEN = """
CREATE TABLE IF NOT EXISTS faults_rewritten (address text NOT NULL);
CREATE OR REPLACE FUNCTION faults_note_rewritten() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO faults_rewritten VALUES (NEW.address); RETURN NULL; END $$;
CREATE OR REPLACE TRIGGER faults_rewritten AFTER UPDATE ON published_copy_publishedfile FOR EACH ROW
WHEN (OLD.digest = NEW.digest AND OLD.written <> NEW.written) EXECUTE FUNCTION faults_note_rewritten();
"""
SLUG = SCHOOL.strip("/").rpartition("/")[2]


class Skipped(Exception):
    """The fault cannot be made here; why."""


@dataclass
class Outcome:
    """One row of the table."""

    name: str
    what: str
    skipped: str = ""
    seconds: float = 0.0  # the fault took
    load: Load | None = None
    answers_again: float = 0.0  # seconds after it
    visible_again: float = 0.0
    changes: int = 0
    wrong: list[str] = field(default_factory=list)


class Trial:
    """`stack` is one that runs. Faults call `change` for something to publish, and `wait`."""

    def __init__(self, stack):
        self.stack = stack
        self.load: Load | None = None
        self.wrong: list[str] = []
        with self.database() as cursor:
            cursor.execute(NOTE_REWRITTEN)
            cursor.execute(
                "SELECT school.id, school.phone FROM schools_school school JOIN schools_schoolpage profile"
                " ON profile.school_id = school.id JOIN wagtailcore_page page ON page.id = profile.page_ptr_id"
                " WHERE page.slug = %s",
                [SLUG],
            )
            self.school, self.phone = cursor.fetchone()
        self.numbers = count(1)
        self.made: dict[int, float] = {}  # number: when its change was committed

    def run(self, name: str, fault, rush: int = 1) -> Outcome:
        """Does `fault.run` under load; what came of it."""
        outcome = Outcome(name, fault.__doc__.partition("\n")[0])
        self.made, self.wrong = {}, outcome.wrong
        self.settle()
        self.change()  # from here on the watched page shows numbers that count upwards
        self.settle()
        with self.database() as cursor:
            cursor.execute("DELETE FROM faults_rewritten")
        with Load(self.stack.url, self.addresses(), rush) as self.load:
            outcome.load = self.load
            time.sleep(BEFORE)
            start = time.monotonic()
            try:
                fault.run(self)
            except Skipped as reason:
                outcome.skipped = str(reason)
                return outcome
            self.load.calm()
            end = time.monotonic()
            outcome.seconds = end - start
            outcome.answers_again, outcome.visible_again = self.recover(end)
            time.sleep(0.5)
        self.settle()
        outcome.changes = len(self.made)
        self.check(loses_files=getattr(fault, "LOSES_FILES", False))
        return outcome

    def change(self) -> int:
        """Commits a change of the watched page; its number. Raises psycopg2.Error where the database is gone."""
        number = next(self.numbers)
        with self.database() as cursor:
            cursor.execute("UPDATE schools_school SET phone = %s WHERE id = %s", [self.phone_of(number), self.school])
        self.made[number] = time.monotonic()
        return number

    @staticmethod
    def phone_of(number: int) -> str:
        return f"(323) 555-{number:04}"

    def recover(self, since: float) -> tuple[float, float]:
        """Seconds from `since` until a question that nobody asked before is answered, and until the last change, or
        one made now, is on its page."""
        answered = visible = None
        last = None
        visitor = Visitor(self.stack.url)
        while answered is None or visible is None:
            if time.monotonic() - since > PATIENCE:
                self.wrong.append(f"not well again after {PATIENCE} s")
                break
            if answered is None and self.answers(visitor):
                answered = time.monotonic() - since
            if last is None:
                last = self.try_to_change() if not self.made_since_start() else max(self.made)
            if visible is None and last in self.load.seen:
                visible = max(0.0, self.load.seen[last] - since)
            time.sleep(LOOK)
        return answered or PATIENCE, visible or 0.0

    def made_since_start(self) -> bool:
        return len(self.made) > 1

    def try_to_change(self) -> int | None:
        try:
            return self.change()
        except psycopg2.Error:
            return None

    @staticmethod
    def answers(visitor: Visitor) -> bool:
        path, text = question(4 * next(FRESH))
        try:
            status, _headers, body = visitor.get(path)
        except (OSError, http.client.HTTPException):
            return False
        return status == 200 and text in body

    def refuses(self, path: str = "") -> bool:
        """Whether `path`, else a question that nobody asked before, is refused, honestly."""
        path = path or question(4 * next(FRESH))[0]
        status, headers, body = Visitor(self.stack.url).get(path)
        return status == 503 and is_honest(headers, body)

    def until(self, what: Callable[[], bool], seconds: float = PATIENCE) -> bool:
        """Whether it came true in time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if what():
                return True
            time.sleep(LOOK)
        return False

    def is_visible(self, number: int) -> bool:
        return number in self.load.seen

    def settle(self) -> None:
        """Until no change waits."""
        if not self.until(self.nothing_waits, 2 * PATIENCE):
            self.wrong.append("changes still wait")

    def nothing_waits(self) -> bool:
        try:
            return not self.ask("SELECT count(*) FROM published_copy_change")[0][0]
        except psycopg2.Error:
            return False

    def check(self, *, loses_files: bool) -> None:
        """What has to be true after every fault goes to `wrong` where it is not."""
        load = self.load
        self.wrong += [f"published: {example}" for example in load.published.examples]
        if load.published.refused:
            self.wrong.append(f"{load.published.refused} published addresses were refused")
        self.wrong += [f"question: {example}" for example in load.questions.examples]
        self.wrong += load.went_back
        if load.seen and max(load.seen) != max(self.made):
            self.wrong.append(f"the last change was lost: {max(load.seen)} of {max(self.made)}")
        if not loses_files:
            self.wrong += self.doubled()
        self.wrong += self.forgotten()
        self.wrong += self.differences()

    def doubled(self) -> list[str]:
        """Addresses whose file was written anew although the manifest said that it had the same content already."""
        rows = self.ask("SELECT DISTINCT address FROM faults_rewritten ORDER BY address")
        return [f"{address} was published twice" for (address,) in rows]

    def forgotten(self) -> list[str]:
        """Addresses of which the record does not know what they say now."""
        rows = self.ask(
            "SELECT address FROM published_copy_publishedfile AS file WHERE NOT EXISTS (SELECT 1 FROM"
            " published_copy_edition AS edition WHERE edition.address = file.address AND edition.until IS NULL"
            " AND edition.digest = file.digest)"
        )
        return [f"{address} is not in the record as it is" for (address,) in rows]

    def differences(self) -> list[str]:
        """Where the copy is not what the site says now, whole and nothing else."""
        site, found, expected = self.stack.published / "site", [], set()
        host = urlsplit(self.stack.url).netloc
        with closing(http.client.HTTPConnection(self.stack.application, timeout=PATIENCE)) as origin:
            for address, digest in self.ask("SELECT address, digest FROM published_copy_publishedfile"):
                origin.request("GET", address, headers={"Host": host})
                answer = origin.getresponse()
                body = answer.read()
                file = site / file_name(address, answer.headers.get_content_type())
                expected |= {file, Path(f"{file}.gz"), Path(f"{file}.br")}
                if not file.is_file() or file.read_bytes() != body:
                    found.append(f"{file.relative_to(site)} is not what the site says")
                elif sha256(body).hexdigest() != digest:
                    found.append(f"{address} is not what the manifest says")
                elif Path(f"{file}.gz").is_file() and (
                    gzip.decompress(Path(f"{file}.gz").read_bytes()) != body
                    or brotli.decompress(Path(f"{file}.br").read_bytes()) != body
                ):
                    found.append(f"{file.relative_to(site)} has other compressed forms")
        others = {file for file in site.rglob("*") if file.is_file() and not file.name.startswith(".")} - expected
        return found + [f"{file.relative_to(site)} belongs to no address" for file in sorted(others)]

    def addresses(self) -> list[str]:
        return [row[0] for row in self.ask("SELECT address FROM published_copy_publishedfile ORDER BY address")]

    def ask(self, statement: str) -> list[tuple]:
        with self.database() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()

    def database(self):
        return session(self.stack.database.url)

    def restore(self) -> None:
        """The school's own telephone number."""
        with self.database() as cursor:
            cursor.execute("UPDATE schools_school SET phone = %s WHERE id = %s", [self.phone, self.school])


class session:
    """A session of its own and a cursor in it; what was done is committed."""

    def __init__(self, url: str):
        self.url = url

    def __enter__(self):
        self.connection = psycopg2.connect(self.url, connect_timeout=3)
        return self.connection.cursor()

    def __exit__(self, kind, *_exception):
        if kind is None:
            self.connection.commit()
        self.connection.close()


def file_name(address: str, kind: str) -> str:
    index = {"text/html": "index.html", "application/atom+xml": "index.atom"}
    return (address + (index[kind] if address.endswith("/") else "")).removeprefix("/")
