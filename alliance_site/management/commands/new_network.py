"""`manage.py new_network FOLDER`: the first content of another network (docs/adopt.md)."""

import csv
import io
import re
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import MISSING, fields
from functools import partial
from pathlib import Path
from statistics import mean

import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils.text import capfirst, slugify

from alliance_site import first_content, network
from alliance_site.first_content.files import csv_rows
from alliance_site.network import KINDS, Bounds, Network, Words
from schools.exchange import sheets
from schools.exchange.columns import BY_NAME, REQUIRED, column_name, parsed
from schools.exchange.values import degrees
from schools.register.grades import LETTERS, grade_text
from schools.register.models.levels import other_grades

TEXTS = yaml.safe_load(Path(first_content.__file__).with_name("new_network.yaml").read_text(encoding="utf-8"))
CONTACT = "standard/contact.md"
SCHOOL = (
    *("slug", "name", "level", "lowest_grade", "highest_grade", "campus", "phone", "website", "opened", "closed"),
    *("has_profile", "details_as_of", "details_source"),
)
CAMPUS = ("key", "street", "city", "state", "zip", "latitude", "longitude", "area")
COLUMNS = BY_NAME.keys() & {*SCHOOL, *CAMPUS}
WORDS = "finder/synonyms.csv"
GENERAL = ("level", "grade", "near", "here", "not served", "nothing")  # meanings that words have in every network
READ = {tuple: lambda text: text.strip("[] ").replace(",", " ").split(), Bounds: yaml.safe_load}  # else plain text
POINT = ("latitude", "longitude")
GRADES = ("lowest_grade", "highest_grade")  # K and TK, too, though the network of these settings may have neither
PLACE = ("kind", "name", "qualifier", *POINT)
WORD = ("phrase", "meaning", "value", "language")


def existing(text: str) -> Path:
    if not Path(text).is_file():
        raise ArgumentTypeError(f"{text} is not a file.")
    return Path(text)


def below_header(file: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the number and the cells of each row below the one that names most columns, by our names of these."""
    try:
        rows = sheets.read(file.name, file.read_bytes()).rows
    except sheets.SheetError as error:
        raise CommandError(f"{file}: {error}") from None
    tops = [[TEXTS["columns"].get(name := column_name(cell), name) for cell in row.cells] for row in rows[:10]]
    names = max(tops, key=lambda top: len({*top}.intersection(needed)))
    if lacking := [name for name in needed if name not in names]:
        there = ", ".join(filter(None, names)) or "nothing"
        raise CommandError(f"{file} has no column {', '.join(lacking)}. It has {there}. Add or rename columns.")
    for row in rows[tops.index(names) + 1 :]:
        yield row.number, dict.fromkeys(names, "") | dict(zip(names, row.cells, strict=False))


def misfits(school: dict, own: Network) -> Iterator[str]:
    """Yield what does not go together in the row of a school."""
    lowest, highest = school["lowest_grade"], school["highest_grade"]
    if lowest > highest:
        yield "“lowest_grade” is above “highest_grade”. Correct one of them."
    elif message := other_grades(own.levels[school["level"]], lowest, highest):
        yield message
    if len(school.keys() & {*POINT}) == 1:
        yield "It has a latitude or a longitude alone. Add the other one, or remove it."


def words_of(own: Network) -> Iterable[dict[str, str]]:
    """Return search words that mean the same in every network, and those for its levels and first grades."""
    ours, grades = {settings.NETWORK.short.lower(), *settings.NETWORK.state_words}, own.levels.grades
    ours |= {*(() if own.charters else TEXTS["of_charters"])}
    names = [(name, "level", key) for key, level in own.levels.items() for name in (level.name, level.plural)]
    rows = [dict(zip(WORD, (text, *rest, ""), strict=True)) for name, *rest in names for text in name.values()]
    rows += [dict(zip(WORD, (word, "grade", grade, ""), strict=True)) for word, grade in TEXTS["first_grades"].items()]
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
            "--facts", type=existing, help="a network.yaml; without it, that of the folder, or the command asks"
        )
        parser.add_argument("--schools", type=existing, help="a CSV or XLSX file with the columns of the import")
        parser.add_argument("--places", type=existing, help="a table of ZIP codes: name, latitude, longitude")

    def handle(self, *, folder, facts, schools, places, **options):
        given, self.texts = folder / network.FILE, {}
        if folder.is_file() or {*folder.glob("*")} - {given}:
            raise CommandError(f"{folder} exists. Name a folder that does not, so that nothing is lost.")
        if facts and given.exists() and not given.samefile(facts):
            raise CommandError(f"{given} exists. Leave out --facts to use it, or name another folder.")
        if not (facts or given.exists()):
            self.write(given, yaml.safe_dump(self.ask(), allow_unicode=True, sort_keys=False))
            self.save()
            self.stdout.write(f"Your answers are in {given}. The next time, the command takes them from there.")
        try:
            own = network.read(folder, facts)
            points = self.points(places, own) if places else {}
            table = self.schools(schools, own) if schools else []
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from None
        if facts:
            self.write(given, facts.read_text(encoding="utf-8"))
        self.write(folder / "img" / "mark.svg", own.colors.recolored(TEXTS["mark"]))
        self.write_pages(folder, own)
        self.table(folder / WORDS, WORD, words_of(own))
        self.table(folder / "places" / "streets.csv", ("street", "axis", *POINT), [])
        campuses = self.write_schools(folder, own, table, points)
        zips = [{"kind": "zip", "name": code, **point} for code, point in points.items()]
        self.table(folder / "places" / "places.csv", PLACE, [*zips, *self.towns(campuses)])
        self.save()
        self.stdout.write(TEXTS["to_write"].format(folder=folder, slug=own.slug))
        for code in own.languages:
            if network.search_config(code) == "simple":
                self.stdout.write(f"Search finds words in “{code}” only as they are written, not by their stems.")

    def ask(self) -> dict:
        """Ask for each fact, and again after an answer that cannot be read. Optional ones may stay empty."""
        facts, keys = {}, {key.name: key for key in fields(Network)}
        for name, question in TEXTS["questions"].items():
            kind = keys[name].type
            how = KINDS.get(name) or KINDS[str if kind is Words else kind]
            asked = partial(self.answer, READ.get(kind, str), *how)
            if name == "levels":
                facts[name] = list(self.ask_levels(question, facts["languages"]))
            elif kind is Words:
                facts[name] = {code: asked(f"{question} ({code})") for code in facts["languages"]}
            else:
                facts[name] = asked(question, is_optional=keys[name].default is not MISSING)
        return {name: value for name, value in facts.items() if value != ""}

    def ask_levels(self, question: str, languages: list[str]) -> Iterator[dict]:
        while grades := self.answer(str, *KINDS["grades"], question, is_optional=True):
            name = {code: input(f"One school with grades {grades} ({code}): ") for code in languages}
            plural = {code: input(f"Several schools with grades {grades} ({code}): ") for code in languages}
            key = re.sub("[^a-z0-9]|^[0-9]+", "", slugify(name[languages[0]]))[:10]
            yield {"key": key, "name": name, "plural": plural, "grades": grades}

    def answer(self, read: Callable, parse: Callable, example: str, question: str, *, is_optional=False):
        while True:
            text = input(f"{question}: ").strip()
            with suppress(*network.MISREAD, yaml.YAMLError):
                if (is_optional and not text) or parse(read(text)) != "":
                    return read(text)
            self.stdout.write(f"  Write {example.partition(', in quotes')[0]}.")

    def points(self, file: Path, own: Network) -> dict[str, dict[str, str]]:
        """Return latitude and longitude of each ZIP code. The file may be that of the Census Bureau."""
        points, zips = {}, {f"{code:05}" for code in own.zips}
        for number, row in below_header(file, ("name", *POINT)):
            if (code := row["name"].strip().zfill(5)) in zips:
                try:
                    points[code] = {end: f"{degrees(row[end].strip()).normalize():f}" for end in POINT}
                except ValueError as error:
                    raise CommandError(f"{file}, row {number}: {error}") from None
        return points

    def schools(self, file: Path, own: Network) -> list[dict]:
        """Return the values of each row by our names of columns. Raises CommandError with all that is wrong."""
        levels = {text.casefold(): key for key, one in own.levels.items() for text in (key, *one.name.values())}
        found, problems = {}, []
        for number, cells in below_header(file, REQUIRED):
            cells = {name: cells[name] for name in COLUMNS & {*cells}}
            values = dict.fromkeys(REQUIRED)
            values |= {name: parsed(BY_NAME[name], cell, None) for name, cell in cells.items() if cell.strip()}
            values |= {
                name: grade for name in GRADES for grade in LETTERS if cells[name].strip().upper() == LETTERS[grade]
            }
            values["level"] = levels.get(cells["level"].strip().casefold())
            bad = [name for name, value in values.items() if value is None]
            wrong = [f"“{name}” is “{cells[name]}”. Correct it." for name in bad]
            if not bad:
                slug = values.setdefault("slug", slugify(values["name"].removeprefix(own.prefix))[:60])
                first, _values = found.setdefault(slug, (number, values))
                same = f"Its short name is “{slug}”, like that of row {first}. Remove it, or correct its name."
                wrong = [*misfits(values, own), *([same] if first != number else [])]
            problems += [f"Row {number}: {problem}" for problem in wrong]
        if problems:
            raise CommandError("\n".join(problems))
        return [values for _number, values in found.values()]

    def write_pages(self, folder: Path, own: Network) -> None:
        """Write the pages, which have a title and little else, in each language."""
        titles = {"home.md": {}, **TEXTS["titles"]}
        contact = "  \n".join([*filter(None, (own.phone, own.email)), *own.address.splitlines()])
        if not contact:
            del titles[CONTACT]
        there = {Path(file).stem for file in titles}
        menu = {place: [{"page": page} for page in pages if page in there] for place, pages in TEXTS["menu"].items()}
        self.write(folder / "menu.yaml", yaml.safe_dump(menu))
        for language in own.languages:
            for file, title in titles.items():
                texts = {"title": title.get(language) or str(Words(title)) or own.name, "summary": ""}
                if file in ("home.md", "about.md"):  # which must have a headline or a lead
                    texts |= {"headline": texts["title"], "lead": capfirst(own.region[language])}
                if language != own.languages[0] and title:
                    texts["slug"] = slugify(texts["title"])
                place = folder if language == own.languages[0] else folder / language
                body = f"## {own.name}\n\n{contact}\n" if file == CONTACT else ""
                self.write(place / "pages" / file, f"---\n{yaml.safe_dump(texts, allow_unicode=True)}---\n{body}")

    def write_schools(self, folder: Path, own: Network, table: list[dict], points: dict) -> list[dict]:
        """Write schools and campuses. A campus without a point is where its ZIP code is, if that is known."""
        campuses = {}
        for row in table:
            row["campus"] = slugify(f"{row['street']} {row['zip']}")
            point = points.get(str(row["zip"])[:5], {})
            campuses[row["campus"]] = {"key": row["campus"], "state": own.state_code, **point, **row}
            row |= {name: grade_text(row[name]) for name in GRADES}
            row["has_profile"] = "yes"
        self.table(folder / "schools" / "schools.csv", SCHOOL, table)
        self.table(folder / "schools" / "campuses.csv", CAMPUS, campuses.values())
        return [*campuses.values()]

    def towns(self, campuses: list[dict]) -> list[dict]:
        """Return the cities and areas of the schools as places, each in the middle of its campuses."""
        found = {}
        for kind, column in (("neighborhood", "area"), ("city", "city")):
            for name in {row[column]: None for row in campuses}:
                inside = [row for row in campuses if row[column] == name and row.get("latitude")]
                if inside:
                    middle = {end: round(mean(float(row[end]) for row in inside), 5) for end in POINT}
                    found[name] = {"kind": kind, "name": name, **middle}
        return [*found.values()]

    def table(self, file: Path, names: tuple, rows) -> None:
        target = io.StringIO()
        writer = csv.DictWriter(target, names, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        self.write(file, target.getvalue())

    def write(self, file: Path, text: str) -> None:
        """Keep a text until all are there, so that a run that is refused leaves nothing behind."""
        self.texts[file] = text

    def save(self) -> None:
        for file, text in self.texts.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
