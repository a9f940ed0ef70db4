"""10,000 new schools as a file: previewed, imported, and undone by a stack's worker, under the load of `make faults`.

Prints how many rows a second the worker did, over time, and its memory. The schools are gone again at the end.
"""

import csv
import io
import resource
import time
from pathlib import Path

from django.contrib.auth import get_user_model

from deploy.stack.supervisor import until
from quality import synthetic_schools
from quality.bench import changes
from quality.bench.cost import seconds_of
from quality.faults.load import Load
from quality.output import say, within
from quality.stack import nothing_waits, query
from schools.changes import jobs
from schools.changes.models import ChangeSet
from schools.changes.work import progress_of
from schools.exchange import export, uploads

MANY, EVERY = 10_000, 60  # schools; seconds between two lines, more than 500 rows take together
SLOWEST, MEMORY, VISIBLE = 10, 900, 5  # rows a second of a line; MB; seconds until a changed page is visible
LOOK, PATIENCE = 0.5, 3600  # seconds between two looks; until everything is published
ADDRESSES = "SELECT address FROM published_copy_publishedfile ORDER BY address"


def run(stack) -> bool:
    """Print what each step takes; return whether all are within the limits."""
    user, _is_new = get_user_model().objects.get_or_create(username="bench", is_superuser=True)
    change_set = uploads.stored("schools.csv", new_schools(), user=user)
    with Load(stack.url, [address for (address,) in query(stack.database.url, ADDRESSES)]) as load:
        steps = {
            "preview": lambda: jobs.look(change_set),
            "apply": lambda: jobs.apply(change_set, user=user, reason="", digest=change_set.preview["digest"]),
            "undo": lambda: jobs.take_back(change_set, user=user, reason=""),
        }
        results = [step(stack, change_set, name, start) for name, start in steps.items()]
    say(f"\n  pages: {load.pages}\n  questions: {load.questions}")
    return all(results) and not load.pages.wrong + load.questions.wrong


def step(stack, change_set: ChangeSet, name: str, start) -> bool:
    """Print rows a second until the work has ended, then the totals; return whether they are within the limits."""
    say(f"\n{name}, {MANY:,} new schools")
    worker, begun, speeds, most, last = stack.processes["worker"].pid, time.monotonic(), [], 0.0, (0, 0.0)
    idle, processor = seconds_of(worker), 0.0
    start()
    visible = changes.seen(stack, changes.PAGE)
    while not has_ended(change_set):
        processor, most = seconds_of(worker) - idle, max(most, memory(worker))
        done, now = (progress_of(change_set.pk) or (0, 0))[0], time.monotonic() - begun
        if now - last[1] >= EVERY:
            speed = (done - last[0]) / (now - last[1])
            speeds += [speed] if done > last[0] else []
            say(f"  {now:6.0f} s {done:8,} rows {speed:8.1f} rows/s {memory(worker):8.0f} MB")
            last = done, now
        time.sleep(LOOK)
    took = time.monotonic() - begun
    say(f"  {took / 60:.1f} minutes, {MANY / took:.1f} rows/s, processor of the worker {processor:.0f} s")
    results = [
        within("slowest part", min(speeds, default=MANY / took), SLOWEST, "/s", at_least=True),
        within("most memory of the worker", most, MEMORY, "MB"),
        within("a changed page, visible", visible, VISIBLE, "s"),
    ]
    until(lambda: nothing_waits(stack.database.url), PATIENCE)
    say(f"  published after {time.monotonic() - begun - took:.0f} s more")
    return all(results)


def has_ended(change_set: ChangeSet) -> bool:
    """Return whether the worker has done its work. Raises RuntimeError if it could not."""
    change_set.refresh_from_db()
    if change_set.error:
        raise RuntimeError(f"The change is {change_set.state}: {change_set.error}")
    return not change_set.works


def memory(process: int) -> float:
    """Return the memory that a process uses, in MB."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024**2


def new_schools() -> bytes:
    """Return a file of made-up schools: an exported one, with other names and addresses and no identity."""
    with synthetic_schools.added(1):
        table = b"".join(export.as_csv(synthetic_schools.schools().select_related("campus"))).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(table, newline=""))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [name for name in row if name not in ("uid", "version")], extrasaction="ignore")
    writer.writeheader()
    for number in range(MANY):
        own = {"slug": f"synthetic-{number}", "name": f"Synthetic Academy {number}"}
        writer.writerow(row | own | {"street": f"{number} Synthetic Avenue"})
    return out.getvalue().encode()
