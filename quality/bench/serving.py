"""What a stack serves, by wrk on this machine: a published page through nginx, and each template by the application.

Each value is the median of three short runs. On a machine that does other things, only ratios say much.
"""

import json
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from quality.output import say, within
from quality.templates import PAGES

SCRIPT = Path(__file__).with_name("wrk.lua")
ROUNDS, SECONDS = 3, 4
PAGE = "/about/"
OF_A_FILE = 95  # percent of the speed of the same bytes as a static file
REQUESTS, REQUESTS_OF_FINDER = 40, 80  # a second, of the application with four clients
MEDIAN = 25  # milliseconds of a page, with one client
TEMPLATES = ("home", "about", "mission", "pillar", "schools", "school", "stories", "story", "contact", "data", "search")
FINDER = {
    "finder": "/schools/?near=90044&level=high",
    "finder, JSON": "/schools/results.json?near=90044&level=high",
}


def run(stack) -> bool:
    """Print the values; return whether they are within the limits."""
    if not shutil.which("wrk"):
        sys.exit("serving needs wrk: apt-get install wrk")
    say("\nThrough nginx, 16 clients")
    static = stack.static / "bench.html"
    for ending in ("", ".gz"):
        shutil.copy(f"{stack.published}/site{PAGE}index.html{ending}", f"{static}{ending}")
    page, file = in_turn([f"{stack.url}{PAGE}", f"{stack.url}/static/{static.name}"], clients=16)
    for name, runs in (("published page", page), ("static file", file)):
        say(f"  {name:<34} {median(runs, 'rate'):10.0f} requests a second")
    # Pairs of one round: other programs on the machine change slower than that.
    shares = [100 * one["rate"] / other["rate"] for one, other in zip(page, file, strict=True)]
    results = [within("published page, of a static file", statistics.median(shares), OF_A_FILE, "%", at_least=True)]
    say("\nThe application alone, four clients, then one")
    host = urlsplit(stack.url).netloc
    for name, path in {**{name: PAGES[name] for name in TEMPLATES}, **FINDER}.items():
        address = f"http://{stack.doors['public']}{path}"
        limit = REQUESTS_OF_FINDER if name in FINDER else REQUESTS
        (many,), (one,) = in_turn([address], 4, host), in_turn([address], 1, host)
        results.append(within(name, median(many, "rate"), limit, "/s", at_least=True))
        results.append(within("", median(one, "p50"), MEDIAN, "ms"))
        results.append(within("", sum(run["errors"] for run in many + one), 0, "wrong"))
    return all(results)


def in_turn(addresses: list[str], clients: int, host: str = "") -> list[list[dict[str, float]]]:
    """Ask each address once, and all of them again; return the runs of each. A first second warms the server up."""
    for address in addresses:
        wrk(address, clients, host, seconds=1)
    rounds = [[wrk(address, clients, host) for address in addresses] for _round in range(ROUNDS)]
    return [list(runs) for runs in zip(*rounds, strict=True)]


def median(runs: list[dict[str, float]], key: str) -> float:
    return statistics.median(run[key] for run in runs)


def wrk(address: str, clients: int, host: str, seconds: int = SECONDS) -> dict[str, float]:
    headers = ["-H", "Accept-Encoding: gzip", *(["-H", f"Host: {host}"] if host else [])]
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "-s", str(SCRIPT), *headers, address]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603 (wrk)
    return json.loads(output.strip().splitlines()[-1])
