"""Lighthouse as a mid-range phone on a slow network: the median of three runs for each page."""

import json
import os
import statistics
import subprocess
from pathlib import Path

from quality import browser as system
from quality.audit.report import Row, say
from quality.audit.server import FOLDER
from quality.audit.site import Site

PROGRAMS = FOLDER / "tools" / "node_modules"
RUNS = 3
WAIT = 180  # seconds for one run
MEASURED = ("home", "about", "pillar", "schools", "school", "search", "stories")
CATEGORIES = {"performance": "perf", "accessibility": "a11y", "best-practices": "best", "seo": "seo"}
METRICS = {"largest-contentful-paint": "LCP", "cumulative-layout-shift": "CLS", "total-blocking-time": "TBT"}
# Audits that a page fails on purpose; its score is counted without them.
ON_PURPOSE = {("search", "is-crawlable"): "results of the site's own search are kept out of search engines"}


def check(site: Site) -> list[Row]:
    rows = []
    for name in MEASURED:
        if name in site.pages:
            reports = [run(site.url + site.pages[name], FOLDER / f"lighthouse-{name}-{n}.json") for n in range(RUNS)]
            rows.append(row(name, reports))
            say(f"    {name} of {', '.join(MEASURED)}")
    return rows


def run(address: str, path: Path) -> dict:
    node = next(PROGRAMS.glob("node-*/bin/node"), "node")  # the pinned one, or the system's where none is packaged
    flags = " ".join(["--headless=new", *system.ARGUMENTS])
    command = [str(node), str(PROGRAMS / "lighthouse" / "cli" / "index.js"), address, "--quiet", "--output=json"]
    command += [f"--output-path={path}", f"--chrome-flags={flags}", f"--only-categories={','.join(CATEGORIES)}"]
    environment = {**os.environ, "CHROME_PATH": system.chromium() or ""}
    for is_last in (False, True):  # now and then the browser loses the trace: Lighthouse asks to run it again
        ended = subprocess.run(command, env=environment, check=is_last, timeout=WAIT)  # noqa: S603 (a fixed program)
        if ended.returncode == 0:
            break
    return json.loads(path.read_text(encoding="utf-8"))


def row(name: str, reports: list[dict]) -> Row:
    """The medians of a page's runs, and which audits cost it points."""
    scores, faults, notes = {}, [], []
    for category, short in CATEGORIES.items():
        scores[short] = statistics.median(score(name, report, category) for report in reports)
        if scores[short] < 100:
            lost = sorted({audit for report in reports for audit in failing(name, report, category)})
            faults.append(f"{category} {scores[short]:g}: {', '.join(lost) or 'rounded'}")
    values = {}
    for metric, short in METRICS.items():
        values[short] = statistics.median(report["audits"][metric]["numericValue"] for report in reports)
    for (page, audit), reason in ON_PURPOSE.items():
        if page == name and any(report["audits"][audit]["score"] == 0 for report in reports):
            whole = statistics.median(100 * report["categories"]["seo"]["score"] for report in reports)
            notes.append(f"without {audit}: {reason}; with it seo is {whole:.0f}")
    told = " ".join(f"{short} {value:g}" for short, value in scores.items())
    told += f"; LCP {values['LCP'] / 1000:.1f} s, CLS {values['CLS']:.3f}, TBT {values['TBT']:.0f} ms"
    return Row(f"Lighthouse mobile, {name}: 100 in each", told, faults, notes)


def counted(name: str, report: dict, category: str) -> list[dict]:
    """The audits that make up a category's score, with their weight."""
    references = report["categories"][category]["auditRefs"]
    weighty = [one for one in references if one["weight"] and report["audits"][one["id"]]["score"] is not None]
    return [one for one in weighty if (name, one["id"]) not in ON_PURPOSE]


def score(name: str, report: dict, category: str) -> int:
    """0 to 100, Lighthouse's weighted mean of a category's audits."""
    audits = counted(name, report, category)
    points = sum(one["weight"] * report["audits"][one["id"]]["score"] for one in audits)
    return round(100 * points / sum(one["weight"] for one in audits))


def failing(name: str, report: dict, category: str) -> list[str]:
    results = [report["audits"][one["id"]] for one in counted(name, report, category)]
    bad = [result for result in results if result["score"] < (0.995 if category == "performance" else 1)]
    return [f"{result['id']} ({shown})" if (shown := result.get("displayValue")) else result["id"] for result in bad]
