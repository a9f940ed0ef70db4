"""Render the configuration's templates."""

import os
import re
from pathlib import Path

from alliance_site import network

TEMPLATES = Path(__file__).parent
NAME = re.compile(r"\$\{([A-Z_]+)\}")  # nginx's own variables are lower case
WORD = r"[^\s;{}\"'$\\#]+"
WORDS = {"HOSTS": r"[\w.* -]+", "NGINX_USER": r"[\w-]+( [\w-]+)?"}  # names with spaces: several hosts; user and group
EDGES = ("http", "https", "proxy")
# Names in query strings that the site's views read, and a part of a query string with one of them, or with another.
PARAMETERS = ("area", "closed", "grade", "level", "near", "need", "page", "program", "q", "school", "within")
PARAMETER = f"(?:{'|'.join(PARAMETERS)})"
OWN = {
    "PARAMETER": PARAMETER,
    "KNOWN": f"{PARAMETER}(?:=[^&]*+)?",
    "SLUG": network.read(Path(os.environ.get("CONTENT") or TEMPLATES.parents[1] / "content")).slug,
    "UNKNOWN": f"(?!{PARAMETER}(?:=|&|$))[^&=%]*+(?:=[^&]*+)?",
}
# Debian's folder of enabled nginx modules.
MODULES = Path("/etc/nginx/modules-enabled")


def render(folder: Path, *, edge: str = "http", **names: str | Path) -> Path:
    """Write the configuration into `folder` and return its main file.

    `names` are values for the ${NAMES} in the templates. `edge` chooses one of the listen-*.conf.template files.
    `manage.py nginx_headers FOLDER` writes the response headers. Raises KeyError for a missing name, and ValueError for
    a value that nginx would misread.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in names.items():
        if not re.fullmatch(WORDS.get(name, WORD), str(value)):
            raise ValueError(f"{name} is '{value}', which nginx would misread. Remove special characters.")
    names["PROBES_FROM"] = str(names["PROBES_FROM"]).replace(",", "; allow ")
    for template in TEMPLATES.glob("*.template"):
        name = template.name.removesuffix(".template")
        if name.startswith("listen-"):
            if name != f"listen-{edge}.conf":
                continue
            name = "listen.conf"
        text = NAME.sub(lambda match: str((names | OWN)[match[1]]), _code(template.read_text(encoding="utf-8")))
        (folder / name).write_text(text, encoding="utf-8")
    for file in TEMPLATES.glob("*.conf"):
        (folder / file.name).write_bytes(file.read_bytes())
    if any(MODULES.glob("*brotli-static*")):
        (folder / "brotli.conf").write_text("brotli_static on;\n", encoding="utf-8")
    else:
        (folder / "brotli.conf").unlink(missing_ok=True)
    return folder / "nginx.conf"


def _code(text: str) -> str:
    """Remove the comment at the start of `text`, which contains the names."""
    lines = text.splitlines(keepends=True)
    while lines and lines[0].startswith("#"):
        del lines[0]
    return "".join(lines)
