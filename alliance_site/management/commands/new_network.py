"""`manage.py new_network FOLDER`: the first content of another network (docs/adopt.md)."""

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import MISSING, fields
from pathlib import Path

import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify

from alliance_site import network
from alliance_site.first_content.files import csv_rows
from alliance_site.network import KINDS, Bounds, Network, Words
from schools.exchange import sheets
from schools.exchange.columns import BY_NAME, REQUIRED_FIELDS, parsed
from schools.exchange.layout import column_name
from schools.register.grades import grade_text

PAGES = {  # file below `pages/` → title in English
    "home.md": "{name}",
    "about.md": "Who we are",
    "schools.md": "Our schools",
    "enroll.md": "Enroll",
    "stories.md": "Stories",
    "events.md": "Events",
    "facts.md": "Facts and figures",
    "standard/contact.md": "Contact",
}
LED = ("home.md", "about.md")  # which must have a headline or a lead
MENU = {
    "header": [{"page": page} for page in ("about", "schools", "stories")],
    "footer": [{"page": page} for page in ("enroll", "events", "facts", "contact")],
}
MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><circle cx="20" cy="20" r="20" fill="#124a75"/>'
    '<circle cx="20" cy="20" r="9" fill="#ffc65c"/></svg>\n'
)
SCHOOL = (
    *("slug", "name", "level", "lowest_grade", "highest_grade", "campus", "phone", "website", "opened", "closed"),
    *("has_profile", "details_as_of", "details_source"),
)
CAMPUS = ("key", "street", "city", "state", "zip", "latitude", "longitude", "area")
COLUMNS = BY_NAME.keys() & {*SCHOOL, *CAMPUS}
WORDS = "finder/synonyms.csv"
GENERAL = ("level", "grade", "near", "here", "not served", "nothing")  # meanings that words have in every network
FIRST_GRADES = (("kindergarten", "K"), ("kinder", "K"), ("transitional kindergarten", "TK"), ("tk", "TK"))
READ = {tuple: lambda text: text.strip("[] ").replace(",", " ").split(), Bounds: yaml.safe_load}  # else plain text
WORD = ("phrase", "meaning", "value", "language")
PLACE = ("kind", "name", "qualifier", "latitude", "longitude")
TO_WRITE = """Still to write:
- the texts of pages/*.md: each has little more than a title. Other languages: the same files in <language>/pages/
- img/mark.svg, a plain sun until you have your own
- places/places.csv: cities and neighborhoods for the finder
- finder/answers.yaml, with words for them in finder/synonyms.csv; pages/standard/privacy.md and accessibility.md
- what a state knows: data, laws, and required postings, if the site has a package for it (key “state”)
To start the site: CONTENT={folder} DATA_ROOT=var/{slug} make run
"""


def level_of(own: Network, text: str) -> str | None:
    """Return the key of the level whose key or name `text` is."""
    said = text.strip().casefold()
    names = {key: {key, *map(str.casefold, level.name.values())} for key, level in own.levels.items()}
    return next((key for key, known in names.items() if said in known), None)


def words_of(own: Network) -> Iterable[dict[str, str]]:
    """Return search words that mean the same in every network, and those for its levels and first grades."""
    ours, grades = {settings.NETWORK.short.lower(), *settings.NETWORK.state_words}, own.levels.grades
    names = [(name, "level", key) for key, level in own.levels.items() for name in (level.name, level.plural)]
    rows = [dict(zip(WORD, (text, *rest, ""), strict=True)) for name, *rest in names for text in name.values()]
    rows += [dict(zip(WORD, (word, "grade", grade, ""), strict=True)) for word, grade in FIRST_GRADES]
    rows += [row for row in csv_rows(WORDS) if row["meaning"] in GENERAL and not ours & {*row["phrase"].split()}]
    values = {"level": own.levels, "grade": [*map(grade_text, grades)], "not served": [""] if grades[0] > 5 else []}
    known = {}
    for row in rows:
        if row["value"] in values.get(row["meaning"], [row["value"]]):
            language = row["language"] if row["language"] in own.languages else ""
            known.setdefault(row["phrase"].casefold(), row | {"language": language})
    return known.values()


class Command(BaseCommand):
    help = "Write the first content of another network into a new folder: its facts, its pages, and its schools."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="where to write; it must not exist, or have only a network.yaml")
        parser.add_argument(
            "--facts", type=Path, help="a network.yaml; without it, that of the folder, or the command asks"
        )
        parser.add_argument("--schools", type=Path, help="a CSV or XLSX file with the columns of the import")
        parser.add_argument("--places", type=Path, help="a CSV file of ZIP codes: name, latitude, longitude")

    def handle(self, *, folder, facts, schools, places, **options):
        own_facts = folder / network.FILE
        if {*folder.glob("*")} - {own_facts}:
            raise CommandError(f"{folder} exists. Name a folder that does not, so that nothing is lost.")
        facts = facts or (own_facts if own_facts.exists() else None)
        points = self.points(places) if places else {}
        text = facts.read_text(encoding="utf-8") if facts else yaml.safe_dump(self.ask(), allow_unicode=True)
        self.write(folder / network.FILE, text)
        try:
            own = network.read(folder)
        except ImproperlyConfigured as error:
            raise CommandError(f"{error}\nCorrect it, and run the command again.") from None
        table = self.schools(schools, own) if schools else []
        self.write(folder / "img" / "mark.svg", own.colors.recolored(MARK))
        self.write(folder / "menu.yaml", yaml.safe_dump(MENU))
        for file, title in PAGES.items():
            texts = {"title": title.format(name=own.name), "summary": ""}
            if file in LED:
                texts |= {"headline": own.name, "lead": f"{own.name}, {own.region.first}"}
            front = yaml.safe_dump(texts, allow_unicode=True)
            self.write(folder / "pages" / file, f"---\n{front}---\n")
        zips = [{"kind": "zip", "name": code, "qualifier": "", **point} for code, point in points.items()]
        self.table(folder / "places" / "places.csv", PLACE, zips)
        self.table(folder / WORDS, WORD, words_of(own))
        self.table(folder / "places" / "streets.csv", ("street", "axis", "latitude", "longitude"), [])
        self.write_schools(folder, own, table, points)
        self.stdout.write(TO_WRITE.format(folder=folder, slug=own.slug))
        for code in own.languages:
            if network.search_config(code) == "simple":
                self.stdout.write(f"Search finds words in “{code}” only as they are written, not by their stems.")

    def ask(self) -> dict:
        """Ask for each fact that a network must have, and again after an answer that cannot be read."""
        facts = {}
        for field in fields(Network):
            if field.name == "levels":
                facts["levels"] = list(self.ask_levels(facts["languages"]))
            elif field.name != "folder" and field.default is field.default_factory is MISSING:
                kind = KINDS.get(field.name) or KINDS[str if field.type is Words else field.type]
                if codes := field.type is Words and facts["languages"]:
                    facts[field.name] = {code: self.answer(f"{field.name} in {code}", str, *kind) for code in codes}
                else:
                    facts[field.name] = self.answer(field.name, READ.get(field.type, str), *kind)
        return facts

    def ask_levels(self, languages: list[str]) -> Iterator[dict]:
        while grades := input("Grades of a level, the lowest first, such as K-8 (empty if that was the last): "):
            name = {code: input(f"One school with grades {grades} in {code}: ") for code in languages}
            plural = {code: input(f"Several schools with grades {grades} in {code}: ") for code in languages}
            key = re.sub("[^a-z0-9]|^[0-9]+", "", slugify(name[languages[0]]))[:10]
            yield {"key": key, "name": name, "plural": plural, "grades": grades}

    def answer(self, question: str, read, parse, example: str):
        while True:
            with suppress(KeyError, TypeError, ValueError, AttributeError, yaml.YAMLError):
                if parse(given := read(input(f"{question} ({example.partition(', in quotes')[0]}): ").strip())):
                    return given

    def points(self, file: Path) -> dict[str, dict[str, str]]:
        """Return latitude and longitude of each ZIP code."""
        with file.open(encoding="utf-8-sig", newline="") as rows:
            return {row["name"]: {end: row[end] for end in ("latitude", "longitude")} for row in csv.DictReader(rows)}

    def schools(self, file: Path, own: Network) -> list[dict]:
        """Return the values of each row by our names of columns. Raises CommandError with all that is wrong."""
        rows = sheets.read(file.name, file.read_bytes()).rows
        header = max(rows[:10], key=lambda row: sum(column_name(cell) in COLUMNS for cell in row.cells))
        names = [column_name(cell) for cell in header.cells]
        found, problems = [], []
        for row in rows[rows.index(header) + 1 :]:
            cells = {name: cell for name, cell in zip(names, row.cells, strict=False) if name in COLUMNS}
            values = {name: parsed(BY_NAME[name], cell, None) for name, cell in cells.items() if cell.strip()}
            values["level"] = level_of(own, cells.get("level", ""))
            bad = [name for name in REQUIRED_FIELDS if values.get(name) in (None, "")]
            problems += [f"Row {row.number}: “{name}” is “{cells.get(name, '')}”. Correct it." for name in bad]
            found.append(values)
        if problems:
            raise CommandError("\n".join(problems))
        return found

    def write_schools(self, folder: Path, own: Network, table: list[dict], points: dict) -> None:
        """Write schools and campuses. A campus without a point is where its ZIP code is, if that is known."""
        campuses = {}
        for row in table:
            row["campus"] = slugify(f"{row['street']} {row['zip']}")
            point = points.get(str(row["zip"])[:5], {})
            campuses[row["campus"]] = {"key": row["campus"], "state": own.state_code, **point, **row}
            row |= {name: grade_text(row[name]) for name in ("lowest_grade", "highest_grade")}
            row.setdefault("slug", slugify(row["name"].removeprefix(own.prefix))[:60])
            row["has_profile"] = "yes"
        self.table(folder / "schools" / "schools.csv", SCHOOL, table)
        self.table(folder / "schools" / "campuses.csv", CAMPUS, campuses.values())

    def table(self, file: Path, names: tuple, rows) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, names, restval="", extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)

    def write(self, file: Path, text: str) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
