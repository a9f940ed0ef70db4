"""The texts of a page by language, and which of them are only names."""

import re
from functools import cache
from pathlib import Path

import yaml
from bs4 import Comment, NavigableString

from pages.models import HomePage
from schools.models import Campus, FormerName, Place, Program, School, StateRecord

SPOKEN = ("alt", "aria-label", "title", "placeholder")
ALLOWED = Path(__file__).with_name("same_in_both_languages.yaml")
WORD = re.compile(r"[^\W\d_]{2}")


def texts(page, language: str) -> set[str]:
    """Return the texts of a page that are in `language`, those of attributes that are read out among them."""
    found = []
    for text in page.find_all(string=True):
        if type(text) is NavigableString and not isinstance(text, Comment):
            found.append((text.parent, text))
    for tag in page.find_all(True):
        found += [(tag, tag[name]) for name in SPOKEN if tag.has_attr(name)]
    for tag in page.select('meta[name="description"], meta[property="og:description"], meta[property="og:image:alt"]'):
        found.append((tag, tag["content"]))
    languages = ((tag if tag.has_attr("lang") else tag.find_parent(lang=True), text) for tag, text in found)
    return {" ".join(text.split()) for tag, text in languages if tag and tag["lang"] == language}


def names() -> set[str]:
    """Return the names in the register, as pages show them: whole, short, and word by word."""
    schools = School.objects.all()
    whole = [name for school in schools for name in (school.name, school.short_name)]
    whole += FormerName.objects.values_list("name", flat=True)
    whole += StateRecord.objects.values_list("name", flat=True)
    whole += Program.objects.values_list("name", flat=True)
    whole += [place for row in Place.objects.values_list("name", "region") for place in row]
    campuses = Campus.objects.all()
    whole += [text for c in campuses for text in (c.address, c.street, c.area, f"{c.city}, {c.state} {c.zip}")]
    whole += HomePage.objects.values_list("address", flat=True)
    return {*whole, *(word for name in whole for word in name.split())}


def is_name(text: str, known: set[str]) -> bool:
    """Return whether a text has only names, such as “Jack H. Skirball Middle, Watts” or “Watts (2)”."""
    text = re.sub(r"^\((.*)\)$", r"\1", text)
    bare = re.sub(r"\s*\(\d+\)$", "", text.removesuffix(" | Alliance College-Ready Public Schools"))
    return bare in known or all(part in known or {*part.split()} <= known for part in bare.split(", "))


def allowed(text: str) -> bool:
    """Return whether the file of reasons allows a text to be the same in both languages."""
    return any(pattern.fullmatch(text) for pattern in _patterns())


@cache
def _patterns() -> list[re.Pattern]:
    rules = yaml.safe_load(ALLOWED.read_text(encoding="utf-8"))
    return [re.compile(text) for rule in rules for text in rule["texts"]]
