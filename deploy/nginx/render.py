"""Fills in the names in the configuration's templates."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).parent
NAME = re.compile(r"\$\{([A-Z_]+)\}")  # nginx's own variables are in small letters
WORD = r"[^\s;{}\"'$\\#]+"
WORDS = {"HOSTS": r"[\w.* -]+", "NGINX_USER": r"[\w-]+( [\w-]+)?"}  # more than one: hosts; a user and a group
EDGES = ("http", "https", "proxy")
# Where Debian keeps what to load into nginx.
MODULES = Path("/etc/nginx/modules-enabled")


def render(folder: Path, *, edge: str = "http", **names: str | Path) -> Path:
    """Writes the configuration into `folder` and answers its main file. `names` are those in the templates' capitals,
    `edge` says who speaks to nginx: see the listen-*.conf.template. What the site says of its answers comes from
    `manage.py nginx_headers FOLDER`.

    Raises KeyError for a name that is missing, ValueError for one that nginx would take for something else.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in names.items():
        if not re.fullmatch(WORDS.get(name, WORD), str(value)):
            raise ValueError(f"{name} is '{value}': nginx would misread that.")
    for template in TEMPLATES.glob("*.template"):
        name = template.name.removesuffix(".template")
        if name.startswith("listen-"):
            if name != f"listen-{edge}.conf":
                continue
            name = "listen.conf"
        text = NAME.sub(lambda found: str(names[found[1]]), _code(template.read_text(encoding="utf-8")))
        (folder / name).write_text(text, encoding="utf-8")
    for file in TEMPLATES.glob("*.conf"):
        (folder / file.name).write_bytes(file.read_bytes())
    if any(MODULES.glob("*brotli-static*")):
        (folder / "brotli.conf").write_text("brotli_static on;\n", encoding="utf-8")
    else:
        (folder / "brotli.conf").unlink(missing_ok=True)
    return folder / "nginx.conf"


def _code(text: str) -> str:
    """`text` without the comment at its head, which speaks of the names."""
    lines = text.splitlines(keepends=True)
    while lines and lines[0].startswith("#"):
        del lines[0]
    return "".join(lines)
