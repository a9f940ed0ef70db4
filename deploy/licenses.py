"""`python -m deploy.licenses [--check]`: write docs/evidence/licenses.md with pip-licenses.

With `--check`, write nothing and exit with 1 if the page is out of date. A license that is not on a list below is an
error in both cases.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "evidence" / "licenses.md"
SITE, TOOLS = ("requirements.txt",), ("requirements-build.txt", "requirements-local.txt", "requirements-dev.txt")
NAMED = re.compile(r"^([A-Za-z0-9._-]+)==", re.MULTILINE)
# Names as packages write them; of a package with several, one must be here. FOR_THE_SITE allows redistribution; tools
# are not redistributed and may have more.
FOR_THE_SITE = {
    *("Apache-2.0", "Apache Software License", "Apache-2.0 AND BSD-2-Clause", "Apache-2.0 OR BSD-2-Clause"),
    *("Apache-2.0 AND CNRI-Python", "Apache-2.0 OR BSD-3-Clause", "BSD License", "BSD-2-Clause", "BSD-3-Clause"),
    *(
        "ISC License (ISCL)",
        "MIT",
        "MIT License",
        "MIT-0",
        "MIT-CMU",
        "Mozilla Public License 2.0 (MPL 2.0)",
        "PSF-2.0",
    ),
    *("Python Software Foundation License", "GNU Library or Lesser General Public License (LGPL)"),
}
FOR_TOOLS = FOR_THE_SITE | {
    *("MIT AND PSF-2.0", "MIT OR Apache-2.0", "MPL-2.0", "OFL-1.1"),
    *("Artistic License", "GPL-3.0-or-later", "LGPL-3.0-or-later"),
    *("GNU Lesser General Public License v3 or later (LGPLv3+)", "BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0"),
}
IN_THEIR_FILES = {"axe-playwright-python", "locate", "resvg-py"}  # MIT, but not in their metadata
HEAD = """# Licenses

The packages that the site installs, and the tools for developing it. `python -m deploy.licenses` writes this page from
the packages' own metadata; don't edit it. `make check` fails if a package is missing here, or has a license that
`deploy/licenses.py` doesn't allow. axe-playwright-python (a tool), locate, and resvg-py (of the site) name the MIT
license in their files only. The word lists in wordfreq are CC BY-SA 4.0.
"""


def locked(names: tuple[str, ...]) -> set[str]:
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in names]
    return {package for text in texts for package in NAMED.findall(text)} - IN_THEIR_FILES


def table(packages: set[str], allowed: set[str]) -> str:
    """Return the licenses of packages. Raises CalledProcessError if one is not allowed."""
    command = [sys.executable, "-m", "piplicenses", "--from=mixed", "--with-system", "--no-version"]
    command += ["--format=markdown", f"--allow-only={';'.join(allowed)}", "--packages", *packages]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 (pip-licenses)


def main(*options: str) -> int:
    site = locked(SITE)
    try:
        tables = table(site, FOR_THE_SITE), table(locked(TOOLS) - site, FOR_TOOLS)
    except subprocess.CalledProcessError as error:
        sys.stderr.write(f"{error.stderr}Replace the package, or allow the license in deploy/licenses.py.\n")
        return 1
    page = f"{HEAD}\n## The site\n\n{tables[0]}\n## Tools\n\n{tables[1]}"
    if options != ("--check",):
        PAGE.write_text(page, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        sys.stderr.write("docs/evidence/licenses.md is out of date. Run `python -m deploy.licenses`.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
