"""`python -m deploy.nginx FOLDER [--edge http|https|proxy]`: write the configuration, using environment variables."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from deploy.nginx.render import EDGES, NAME, TEMPLATES, render

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.nginx", description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write nginx.conf and the files it includes")
    parser.add_argument("--edge", choices=EDGES, default="http", help="how visitors reach nginx")
    options = parser.parse_args()
    texts = (file.read_text(encoding="utf-8") for file in TEMPLATES.glob("*.template"))
    names = {name: os.environ[name] for text in texts for name in NAME.findall(text) if name in os.environ}
    try:
        render(options.folder, edge=options.edge, **names)
    except KeyError as error:
        sys.stderr.write(f"{error.args[0]} is not set. See the top of {TEMPLATES / 'nginx.conf.template'}.\n")
        return 1
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    command = [sys.executable, "manage.py", "nginx_headers", str(options.folder.absolute())]
    return subprocess.run(command, cwd=ROOT, check=False).returncode  # noqa: S603 (a fixed program)


if __name__ == "__main__":
    sys.exit(main())
