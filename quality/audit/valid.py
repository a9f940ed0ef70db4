"""HTML and CSS by the Nu checker: every public page, the error pages, the stylesheets."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from quality.audit.report import Faults, Row
from quality.audit.server import FOLDER, ROOT
from quality.audit.site import Site

JAR = FOLDER / "tools" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# What the checker says wrongly, word by word (a pattern), and why it is no fault.
EXCEPTIONS: dict[str, str] = {
    "“(container-type|paint-order|r)”: Property|Unrecognized at-rule “@container”": (
        "standards the checker does not know yet (CSS Containment 3, SVG 2)"
    ),
}


def check(site: Site) -> list[Row]:
    folder = FOLDER / "nu"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    page = site.browser.new_page()
    request = page.request
    locations = re.findall(r"<loc>([^<]+)</loc>", request.get(f"{site.url}/sitemap.xml").text())
    for path in sorted({*map(path_of, locations), *site.pages.values()}):
        name = re.sub(r"\W+", "-", path).strip("-") or "home"
        (folder / f"{name}.html").write_bytes(request.get(site.url + path).body())
    command = [sys.executable, "-m", "quality.audit.error_pages", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603 (a fixed program)
    page.goto(site.url)
    sheets = page.eval_on_selector_all("link[rel=stylesheet]", "links => links.map((link) => link.href)")
    for address in [*sheets, f"{site.url}/static/css/error.css"]:
        (folder / Path(path_of(address)).name).write_bytes(request.get(address).body())
    page.close()
    html, css = sorted(folder.glob("*.html")), sorted(folder.glob("*.css"))
    return [row("HTML is valid (Nu checker)", html, "--html"), row("CSS is valid (Nu checker)", css, "--css")]


def path_of(address: str) -> str:
    return urlsplit(address).path


def row(bound: str, files: list[Path], kind: str) -> Row:
    faults, excepted = Faults(), {}
    for message in messages(files, kind):
        if message["type"] == "info" and message.get("subType") != "warning":
            continue
        text = message["message"]
        reason = next((why for pattern, why in EXCEPTIONS.items() if re.search(pattern, text)), None)
        if reason:
            excepted[reason] = excepted.get(reason, 0) + 1
        else:
            extract = " ".join(message.get("extract", "").split())[:100]
            faults.add(f"{text} ({extract})", Path(urlsplit(message["url"]).path).name)
    notes = [f"not counted, {count} times: {reason}" for reason, count in excepted.items()]
    return faults.row(bound, f"{len(files)} files", notes=notes)


def messages(files: list[Path], kind: str) -> list[dict]:
    command = ["java", "-jar", str(JAR), "--format", "json", "--stdout", "--exit-zero-always", kind, *map(str, files)]
    done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 (a fixed program, files of ours)
    return json.loads(done.stdout)["messages"]
