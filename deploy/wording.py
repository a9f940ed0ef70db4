"""Find phrases that we do not write, in templates, docs, content, and code: `python -m deploy.wording`.

Each phrase has the reason or the words to use instead. Code and templates must not name the network and its region
either: they ask for them. A line that must keep a phrase (a quotation) ends with a comment that contains
`wording: quoted`.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from alliance_site import network

KINDS = {".html", ".md", ".txt", ".yaml", ".py", ".sh", ".js", ".css"}
EXCEPT = re.compile(r"^(\.|static/|var/|tests/|requirements|deploy/wording\.py$)|/(migrations|node_modules)/")
QUOTED = "wording: quoted"
CODE = re.compile(r"^(?:alliance_site|media|pages|quality|schools|toolkit)/.+\.(?:css|html|js|py|txt)$")
OWN = network.read(Path(__file__).parents[1] / "content")
# The network's names, but not the district's, which the state's data has.
NAMES = re.compile(rf"\b(?:{'|'.join(filter(None, {OWN.short, OWN.shared, *OWN.region.values()}))})\b(?! Unified)")
PHRASES = {
    r"\banew\b": "again",
    r"\bwho(?:m|so)?ever\b": "people who, or the role: Publishers, the office",
    r"\b(?:is|are|was|were) told\b(?! apart)": "gets an email, sees",
    r"\b(?:is|are) to be\b": "must, or the active voice",
    r"\bbelongs? into\b": "belongs in",
    r"\blately\b": "recently",
    r"\bput right\b": "fixed, corrected",
    r"\b(?:by|on|in the) night\b(?! after)": "at night, overnight",
    r"\bthat which\b|\ball that the\b": "what, everything",
    r"\bthere(?:by|of|upon)\b|\bwhere(?:of|upon)\b": "say what is meant",
    r"\bin case that\b": "if",
    r"\bso far as\b": "as far as",
    r"\blooks after\b": "manages, maintains",
    r"\bdeal(?:t|s)? with it\b": "review",
    r"\bby itself\b": "automatically",
    r"\bany more\b(?! \w+s\b)": "no longer",
    r"(?<!there )\bis no (?:valid|text|day|number|level|school|page|role|year|date)\b": "is not a",
    r"\bnot yours to\b": "you don't have access to",
    r"\bstands? in the (?:log|file|list|record|register)\b": "is in",
    r"(?<!['\"])\b(?:cancelled(?!/)|colour|catalogue|licence|behaviour|favour|honour)": "US spelling",
    r"(?<!-)\bgrey\b(?!-)": "gray",
    r"\be-mails?\b": "email",
    r"\bmeanwhile\b": "until then, during that time",
    r"\bin vain\b": "say what was not found",
    r"\bg(?:o|oes|oing) out of sight\b": "is hidden",
    r"\b(?:lies?|lay) ahead\b": "is in the future",
    r"\bbesides\b(?! \w)": "also, other",
}
# What a state is called is in its folder only, so that the site can do without it.
STATES = re.compile(r"\b(?:california|CDE|LAUSD|CAASPP|Los Angeles Unified)\b|47605", re.IGNORECASE)
NOT_OF_STATES = re.compile(r"^(?!(?:[^/]+$|(?:content|deploy|docs|quality)/|schools/(?:.+/)?states/(?:\w+/|README)))")
NAMED = ((CODE, (NAMES, "settings.NETWORK")), (NOT_OF_STATES, (STATES, "schools.states")))


def files(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield name and path of each file to check."""
    for top in sorted(root.iterdir()):
        if not EXCEPT.search(f"{top.name}/"):
            for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
                name = path.relative_to(root).as_posix()
                if path.suffix in KINDS and not EXCEPT.search(name):
                    yield name, path


def findings(root: Path) -> list[str]:
    """Return each use of a phrase as `file:line: “phrase”, write: …`."""
    patterns = [(re.compile(phrase, re.IGNORECASE), instead) for phrase, instead in PHRASES.items()]
    return [
        f"{name}:{number}: “{match[0]}”, write: {instead}"
        for name, path in files(root)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if QUOTED not in line
        for pattern, instead in patterns + [pair for where, pair in NAMED if where.match(name)]
        for match in pattern.finditer(line)
    ]


if __name__ == "__main__":
    problems = findings(Path(__file__).parents[1])
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    sys.exit(bool(problems))
