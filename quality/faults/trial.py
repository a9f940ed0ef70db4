"""One fault, tried: load before, during, and after it, changes to publish, and what must be true at the end."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import urllib3

from deploy.stack.supervisor import until
from quality.faults.load import NUMBER, QUESTIONS, SCHOOL, Load, Visitor, is_answer, is_honest, question
from quality.stack import nothing_waits, query

PATIENCE = 60  # seconds until everything works again
START = 600  # seconds until a worker that has just started has looked at every page
NOT_RECORDED = """
SELECT address FROM published_copy_publishedfile AS file WHERE NOT EXISTS (
  SELECT 1 FROM published_copy_edition AS edition
  WHERE edition.address = file.address AND edition.until IS NULL AND edition.digest = file.digest)
"""
PROFILE = """
SELECT DISTINCT school.id, school.phone FROM schools_school school
JOIN schools_schoolpage profile ON profile.school_id = school.id
JOIN wagtailcore_page page ON page.id = profile.page_ptr_id WHERE page.slug = %s
"""
INDEX = {"text/html": "index.html", "application/atom+xml": "index.atom", "text/calendar": "index.ics"}


@dataclass
class Outcome:
    """What came of a fault. Seconds count from its end."""

    load: Load
    wrong: list[str] = field(default_factory=list)
    answers_again: float = 0.0
    visible_again: float = 0.0
    changes: int = 0

    def __str__(self):
        lines = [
            f"pages: {self.load.pages}",
            f"questions: {self.load.questions}",
            f"answers again after {self.answers_again:.1f} s",
            f"shows changes again after {self.visible_again:.1f} s, {self.changes} in all",
            *(f"WRONG {line}" for line in self.wrong),
        ]
        return "\n".join(f"    {line}" for line in lines)


class Trial:
    """Tries faults on a running `stack`. Faults call `change`, and `expect` what must become true."""

    def __init__(self, stack):
        self.stack = stack
        self.wrong: list[str] = []
        self.numbers, self.last = count(1), 0
        ((self.school, self.phone),) = self.ask(PROFILE, SCHOOL.strip("/").rpartition("/")[2])

    def run(self, fault: Callable, **options) -> Outcome:
        """Call `fault` under load, wait until everything works again, and check."""
        self.wrong = []
        self.settle(START)
        first = self.change()  # from here on the watched page shows numbers that count upwards
        self.settle()
        with Load(self.stack.url, self.addresses()) as self.load:
            outcome = Outcome(self.load, self.wrong)
            time.sleep(1)
            fault(self, **options)
            end = time.monotonic()
            self.expect(self.answers, f"questions are not answered again after {PATIENCE} s")
            outcome.answers_again = time.monotonic() - end
            self.expect(self.is_kept, f"change {self.last} was acknowledged and is lost", 0)
            number = self.last if self.last > first else self.change()
            self.expect_published(number)
            outcome.visible_again = max(0.0, self.load.seen.get(number, time.monotonic()) - end)
            time.sleep(0.5)
        self.settle()
        outcome.changes = self.last - first
        self.check()
        self.set_phone(self.phone)  # its own
        return outcome

    def change(self) -> int:
        """Commit a change of the watched page; return its number. Raises psycopg2.Error without a database."""
        number = next(self.numbers)
        self.set_phone(f"(323) 555-{number:04}")
        self.last = number
        return number

    def set_phone(self, phone: str) -> None:
        self.ask("UPDATE schools_school SET phone = %s WHERE id = %s", phone, self.school)

    def is_kept(self) -> bool:
        """Return whether the database has the last change that it acknowledged, or a later one."""
        ((phone,),) = self.ask("SELECT phone FROM schools_school WHERE id = %s", self.school)
        return int(NUMBER.fullmatch(phone.encode())[1]) >= self.last

    def answers(self) -> bool:
        """Return whether a new question is answered."""
        try:
            return is_answer(Visitor(self.stack.url).get(question(4 * next(QUESTIONS))))
        except urllib3.exceptions.HTTPError:
            return False

    def refuses(self, path: str = "") -> bool:
        """Return whether `path`, or a new question, is refused honestly."""
        return is_honest(Visitor(self.stack.url).get(path or question(4 * next(QUESTIONS))))

    def expect(self, is_true: Callable[[], bool], otherwise: str, seconds: float = PATIENCE) -> None:
        if not until(is_true, seconds):
            self.wrong.append(otherwise)

    def expect_published(self, number: int) -> None:
        self.expect(lambda: self.is_visible(number), f"change {number} was not published")

    def is_visible(self, number: int) -> bool:
        return number in self.load.seen

    def settle(self, seconds: float = 2 * PATIENCE) -> None:
        self.expect(lambda: nothing_waits(self.stack.database.url), "changes still wait", seconds)

    def check(self) -> None:
        """Add to `wrong` whatever must be true after every fault and is not."""
        load = self.load
        self.wrong += [f"page: {example}" for example in load.pages.wrong[:5]]
        self.wrong += [f"question: {example}" for example in load.questions.wrong[:5]]
        self.wrong += load.went_back
        if load.pages.refused:
            self.wrong.append(f"{load.pages.refused} published pages were refused")
        if load.seen and max(load.seen) != self.last:
            self.wrong.append(f"the last change was lost: {max(load.seen)} of {self.last}")
        self.wrong += [f"{one} is not in the record as it is" for (one,) in self.ask(NOT_RECORDED)]
        self.wrong += self.differences()

    def differences(self) -> list[str]:
        """Return where the copy is not what the site says now, whole and nothing else."""
        site, faults, expected = self.stack.published / "site", [], set()
        headers = {"Host": urlsplit(self.stack.url).netloc}
        for address in self.addresses():
            door = f"http://{self.stack.doors['public']}"
            answer = urllib3.request("GET", door + address, headers=headers, retries=False, timeout=PATIENCE)
            index = INDEX[answer.headers["Content-Type"].partition(";")[0]] if address.endswith("/") else ""
            file = site / f"{address}{index}".removeprefix("/")
            expected |= {file, Path(f"{file}.gz"), Path(f"{file}.br")}
            if not file.is_file() or file.read_bytes() != answer.data:
                faults.append(f"{address} is not what the site says")
        others = {file for file in site.rglob("*") if file.is_file() and not file.name.startswith(".")} - expected
        return faults + [f"{file} belongs to no address" for file in sorted(others)]

    def addresses(self) -> list[str]:
        return [address for (address,) in self.ask("SELECT address FROM published_copy_publishedfile ORDER BY address")]

    def ask(self, statement: str, *values) -> list[tuple]:
        return query(self.stack.database.url, statement, *values)
