"""Find docstrings of functions that name a parameter that is gone, as in “of `word`”: `python -m deploy.docstrings`."""

import ast
import re
import sys
from pathlib import Path

PARAMETER = re.compile(r"\b(?:of|in|for|from|to|Return|Delete|[a-z]{2,}s) `([a-z_]+)`|`([a-z_]+)` (?:is|are|has)\b")
FOLDERS = ("alliance_site", "deploy", "media", "pages", "quality", "schools", "toolkit")


def findings(path: str, source: str) -> list[str]:
    """Return each parameter that a docstring of `source` names, but no other line of it."""
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    docstrings = {function.lineno: ast.get_docstring(function, clean=False) or "" for function in functions}
    for docstring in docstrings.values():
        source = source.replace(docstring, "")
    words = set(re.findall(r"\w+", source))
    named = [(line, "".join(match)) for line, text in docstrings.items() for match in PARAMETER.findall(text)]
    return [f"{path}:{line}: nothing is called “{name}”" for line, name in named if name not in words]


if __name__ == "__main__":
    paths = [path for folder in FOLDERS for path in sorted(Path(folder).rglob("*.py"))]
    problems = [problem for path in paths for problem in findings(str(path), path.read_text(encoding="utf-8"))]
    sys.exit("\n".join(problems) or 0)
