"""Valid HTML and CSS, by the Nu checker: every address of the sitemap, the pages of the audit, and the stylesheets."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from quality.audit import FOLDER
from quality.audit.report import Faults, Row
from quality.audit.site import Site

JAR = FOLDER / "tools" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# Standards that the checker doesn't know yet (CSS Containment 3, SVG 2).
UNKNOWN = re.compile("“(container-type|paint-order|r)”: Property|Unrecognized at-rule “@container”")


def check(site: Site) -> list[Row]:
    folder = FOLDER / "nu"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    page = site.browser.new_page()
    page.goto(site.url)
    sheets = page.eval_on_selector_all("link[rel=stylesheet]", "links => links.map((link) => link.href)")
    sitemap = re.findall(r"<loc>([^<]+)</loc>", page.request.get(f"{site.url}/sitemap.xml").text())
    addresses = {"html": {urlsplit(one).path for one in sitemap} | {*site.pages.values()}, "css": {*sheets}}
    rows = []
    for kind, wanted in addresses.items():
        files = []
        for address in sorted(wanted):
            name = re.sub(r"\W+", "-", address).strip("-") or "home"
            files.append(folder / f"{name}.{kind}")
            files[-1].write_bytes(page.request.get(address if kind == "css" else site.url + address).body())
        rows.append(row(kind, files))
    page.close()
    return rows


def row(kind: str, files: list[Path]) -> Row:
    command = ["java", "-jar", str(JAR), "--format", "json", "--stdout", "--exit-zero-always", f"--{kind}", *files]
    output = subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603 (the validator, on files written above)
    faults = Faults()
    for message in json.loads(output)["messages"]:
        is_information = message["type"] == "info" and message.get("subType") != "warning"
        if not is_information and not UNKNOWN.search(message["message"]):
            extract = " ".join(message.get("extract", "").split())[:100]
            faults.add(f"{message['message']} ({extract})", Path(urlsplit(message["url"]).path).name)
    return faults.row(f"valid {kind.upper()} (Nu checker)", f"{len(files)} files")
