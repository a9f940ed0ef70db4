"""What a whole stack serves, by wrk on this machine, gzip clients: a published page beside the same bytes as a plain
file, each template by the application alone, memory, and how soon a change is seen through nginx.

Short runs in turn, several times; a figure is the median of them, ± half of what lies between the smallest and the
largest. Only ratios of one run mean something on a machine that does other things, too.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from deploy.stack import Stack
from deploy.stack.stack import ROOT
from quality.bench.plain import Plain

FOLDER = ROOT / "var" / "serving"
SCRIPT = Path(__file__).with_name("wrk.lua")
ROUNDS, SECONDS = 3, 4
BUSY = 3.0  # load average above which figures say little
PAGE = "/about/"
CONNECTIONS_OF_FILES, CONNECTIONS_OF_APPLICATION = 16, 4
OF_A_FILE = 0.95  # how fast a published page has to be
REQUESTS, REQUESTS_OF_FINDER = 40, 80  # a second, of the application
MEDIAN, QUERIES = 25, 15  # milliseconds; of a page asked for by one client
TEMPLATES = {
    "home": "/",
    "about": "/about/",
    "mission": "/mission/",
    "pillar": "/mission/equity/",
    "list": "/schools/",
    "profile": "/schools/gertz-ressler/",
    "stories": "/stories/",
    "story": "",  # the first there is
    "contact": "/contact/",
    "data": "/data/",
    "search": "/search/?q=equity",
    "finder": "/schools/?near=90044&level=high",
    "finder, JSON": "/schools/results.json?near=90044&level=high",
}
SETTLE = 120  # seconds


@dataclass
class Runs:
    """Some runs of wrk against one address."""

    requests: list[float]
    p50: list[float]
    p95: list[float]
    p99: list[float]
    cpu: list[float]  # microseconds of the server's processor time for one request: other programs hardly change it
    errors: int = 0

    @property
    def rate(self) -> float:
        return statistics.median(self.requests)

    @property
    def spread(self) -> float:
        """Half of the range, in percent of the median."""
        return 50 * (max(self.requests) - min(self.requests)) / self.rate if self.rate else 0.0

    def __str__(self):
        times = " ".join(f"{statistics.median(kind):8.1f}" for kind in (self.p50, self.p95, self.p99))
        return f"{self.rate:9.0f} ±{self.spread:3.0f}% {times} {self.errors:7}"


HEADS = f"{'req/s':>9} {'':>5} {'p50':>8} {'p95':>8} {'p99':>8} {'errors':>7}"


def run() -> bool:
    """Prints the tables; whether the bounds were kept."""
    if not shutil.which("wrk"):
        _say("serving needs wrk: apt-get install wrk")
        return False
    if os.getloadavg()[0] > BUSY:
        _say(f"This machine is busy (load {os.getloadavg()[0]:.1f}): times and rates say little, ratios more.")
    with Stack(FOLDER) as stack:
        _settle(stack)
        kept = [_files(stack), _application(stack)]
        _memory(stack)
        kept.append(_changes(stack))
    return all(kept)


def _files(stack) -> bool:
    with Plain(stack, PAGE) as plain:
        addresses = {"plain nginx file": plain.url, "published page": stack.url + PAGE}
        sizes = {_size(address) for address in addresses.values()}
        assert len(sizes) == 1, f"not the same bytes: {sizes}"
        servers = dict(zip(addresses, (plain.process.pid, stack.processes["nginx"].pid), strict=True))
        found = _in_turn(addresses, CONNECTIONS_OF_FILES, servers=servers)
    file, page = found.values()
    costs = {name: statistics.median(runs.cpu) for name, runs in found.items()}
    # Pairs of one round: what else the machine does changes slower than that.
    ratio = statistics.median(p / f for p, f in zip(page.requests, file.requests, strict=True))
    kept = ratio >= OF_A_FILE and not page.errors
    _say(f"\nThrough nginx, {PAGE}, {sizes.pop()} bytes gzipped, {CONNECTIONS_OF_FILES} clients")
    _say(f"  published page / plain file: {ratio:.2f}  bound {OF_A_FILE}: {_verdict(kept)}")
    _say(f"  the same by what the processor did: {costs['plain nginx file'] / costs['published page']:.2f}")
    _say(f"  {'':<18} {HEADS} {'nginx, CPU':>11}")
    for name, runs in found.items():
        _say(f"  {name:<18} {runs} {costs[name]:8.1f} µs")
    return kept


def _application(stack) -> bool:
    templates = {**TEMPLATES, "story": _story()}
    host = urlsplit(stack.url).netloc
    addresses = {name: f"http://{stack.application}{path}" for name, path in templates.items()}
    many = _in_turn(addresses, CONNECTIONS_OF_APPLICATION, host)
    one = _in_turn(addresses, 1, host)
    _say(f"\nThe application alone, {CONNECTIONS_OF_APPLICATION} clients; the median of one client; queries")
    _say(f"  {'':<18} {'bound':>6} {HEADS} {'one, p50':>9} {'queries':>8}")
    all_kept = True
    for name, path in templates.items():
        bound = REQUESTS_OF_FINDER if name.startswith("finder") else REQUESTS
        median, queries = statistics.median(one[name].p50), _queries(path)
        over = [
            what
            for what, is_over in (
                ("rate", many[name].rate < bound),
                ("median", median > MEDIAN),
                ("queries", queries > QUERIES),
                ("errors", many[name].errors + one[name].errors),
            )
            if is_over
        ]
        all_kept = all_kept and not over
        share = many[name].rate / bound
        _say(f"  {name:<18} {share:5.2f}× {many[name]} {median:6.1f} ms {queries:>8}  {_verdict(not over, over)}")
    return all_kept


def _in_turn(addresses: dict[str, str], connections: int, host: str = "", servers=None) -> dict[str, Runs]:
    """Each address once, and all of them again; the first time is not counted. `servers` are the processes that
    answer, by the names of the addresses."""
    servers = servers or {}
    found = {name: Runs([], [], [], [], []) for name in addresses}
    for address in addresses.values():
        _wrk(address, connections, host, seconds=1)
    for _round in range(ROUNDS):
        for name, address in addresses.items():
            before = _processor(servers.get(name))
            figures, runs = _wrk(address, connections, host), found[name]
            runs.cpu.append((_processor(servers.get(name)) - before) / figures["requests"] * 1e6)
            runs.requests.append(figures["requests"] / figures["seconds"])
            runs.errors += figures["errors"]
            for share in ("p50", "p95", "p99"):
                getattr(runs, share).append(figures[share])
    return found


def _wrk(address: str, connections: int, host: str, seconds: int = SECONDS) -> dict:
    headers = ["-H", "Accept-Encoding: gzip", *(["-H", f"Host: {host}"] if host else [])]
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(SCRIPT), *headers, address]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603 (wrk)
    return json.loads(said.strip().splitlines()[-1])


def _queries(path: str) -> int:
    """Of the same request in this process, after one that warmed it."""
    client = Client(SERVER_NAME="localhost")
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path)
        response.getvalue()
    assert response.status_code == 200, f"{path}: {response.status_code}"
    return len(captured)


def _story() -> str:
    from pages.models import StoryPage

    return StoryPage.objects.live().first().get_url()


def _memory(stack) -> None:
    _say("\nMemory, MB (PSS), after that")
    for name, process in stack.processes.items():
        _say(f"  {name:<18} {_proportional(process.pid):6.0f}")


def _processor(parent: int | None) -> float:
    """Seconds that the children of a process have had of a processor."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat") if parent else ():
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # ended just now
        if int(fields[1]) == parent:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _proportional(group: int) -> float:
    """Of all processes of one group: what they share is counted once."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(folder.name)) != group:
                continue
            lines = (folder / "smaps_rollup").read_text().splitlines()
        except (OSError, ProcessLookupError):
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def _changes(stack) -> bool:
    """In a process of its own, on the stack's database."""
    command = [sys.executable, "-m", "quality.bench.visible", stack.url]
    return subprocess.run(command, cwd=ROOT, env=stack.environment, check=False).returncode == 0  # noqa: S603 (our own)


def _settle(stack) -> None:
    """Until everything is published."""
    import psycopg2

    end = time.monotonic() + SETTLE
    with psycopg2.connect(stack.database.url) as session, session.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute("SELECT count(*) FROM published_copy_change")
            if not cursor.fetchone()[0]:
                return
            session.commit()
            time.sleep(0.2)
    raise RuntimeError(f"Not published within {SETTLE} seconds: see {stack.logs}")


def _size(address: str) -> int:
    from quality.bench.plain import answered

    parts = urlsplit(address)
    return int(answered(f"{parts.scheme}://{parts.netloc}", parts.path)["Content-Length"])


def _verdict(kept: bool, over=()) -> str:
    return "kept" if kept else f"OVER{': ' if over else ''}{', '.join(over)}"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
