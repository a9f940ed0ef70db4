"""`make audit`: checks every public page in a real browser and prints one table.

Each module is one kind of check. Its `check` takes a `Site` and returns `Row`s.
"""

from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "var" / "audit"


def node() -> str:
    """Return the Node.js that tools.sh installed, or the system's where npm has none for this machine."""
    return str(next((FOLDER / "tools" / "node_modules").glob("node-*/bin/node"), "node"))
