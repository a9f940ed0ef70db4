"""`python -m deploy.licenses [--check]`: write docs/evidence/licenses.md from the metadata of installed packages.

With `--check`, write nothing and exit with 1 if the page is out of date. A license that is not on a list below is an
error in both cases.
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "evidence" / "licenses.md"
SITE, TOOLS = ("requirements.txt",), ("requirements-build.txt", "requirements-local.txt", "requirements-dev.txt")
NAMED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
# Names as packages write them. FOR_THE_SITE allows redistribution; tools are not redistributed and may have more.
FOR_THE_SITE = {
    *("Apache-2.0", "Apache Software License", "CNRI-Python", "ISC License (ISCL)"),
    *("BSD License", "BSD-2-Clause", "BSD-3-Clause", "MIT", "MIT License", "MIT-0", "MIT-CMU"),
    *("Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Python Software Foundation License"),
    "GNU Library or Lesser General Public License (LGPL)",
}
FOR_TOOLS = FOR_THE_SITE | {
    *("Artistic License", "GPL-3.0-or-later", "LGPL-3.0-or-later"),
    "GNU Lesser General Public License v3 or later (LGPLv3+)",
}
# From license files, for packages without a license in their metadata.
IN_THEIR_FILES = {"axe-playwright-python": "MIT", "resvg-py": "MIT"}
HEAD = """# Licenses

The packages that the site installs, and the tools for developing it. `python -m deploy.licenses` writes this page from
the packages' own metadata; don't edit it. `make check` fails if a package is missing here, or has a license that
`deploy/licenses.py` doesn't allow.

| Package | License | Part of |
| --- | --- | --- |
"""


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(names: tuple[str, ...]) -> set[str]:
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in names]
    return {normal(package) for text in texts for package in NAMED.findall(text)}


def installed_licenses() -> dict[str, str]:
    """Return the license of each installed package, by name."""
    command = [sys.executable, "-m", "piplicenses", "--from=mixed", "--format=json", "--with-system"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 (pip-licenses, without input)
    by_name = {normal(package["Name"]): package["License"] for package in json.loads(run.stdout)}
    return by_name | {
        name: IN_THEIR_FILES[name] for name in by_name.keys() & IN_THEIR_FILES.keys() if by_name[name] == "UNKNOWN"
    }


def is_allowed(expression: str, allowed: set[str]) -> bool:
    """Return whether the license `expression` is allowed: all parts joined by AND, or at least one of the choices."""
    choices = re.split(r"; | OR ", expression)
    return any(
        all(part.strip("() ") in allowed or part in allowed for part in choice.split(" AND ")) for choice in choices
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.licenses", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only check whether the page is up to date")
    options = parser.parse_args()
    site, tools, by_name = locked(SITE), locked(TOOLS), installed_licenses()
    problems = [
        f"{name} is in a lock file but is not installed. Run `make development`."
        for name in sorted((site | tools) - by_name.keys())
    ]
    lines = []
    for name in sorted((site | tools) & by_name.keys()):
        if not is_allowed(by_name[name], FOR_THE_SITE if name in site else FOR_TOOLS):
            problems.append(
                f"{name} has the license “{by_name[name]}”, which is not on the list of allowed licenses. "
                "Replace the package, or allow the license in deploy/licenses.py."
            )
        lines.append(f"| {name} | {by_name[name]} | {'site' if name in site else 'tools'} |\n")
    page = HEAD + "".join(lines)
    if not problems and options.check and (not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page):
        problems.append("docs/evidence/licenses.md is out of date. Run `python -m deploy.licenses`.")
    for line in problems:
        sys.stderr.write(f"{line}\n")
    if not problems and not options.check:
        PAGE.write_text(page, encoding="utf-8")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
