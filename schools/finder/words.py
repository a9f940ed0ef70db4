"""Maintain the finder's index: the folded words of each school, and the rows used for ranking."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation

from schools.register.models import Program, School
from schools.register.record_fields import names

from .folding import fold, index_words
from .models.words import WEIGHTS, SchoolWord, WordKind
from .places import regions_of_areas
from .profile_index import list_all, list_profiles

CHUNK = 500  # schools in memory while rebuilding the index


def texts_of(school, program_names: dict[str, list[str]], regions: dict[str, str]) -> list[tuple[WordKind, str]]:
    """Return the texts by which `school` is found, as (kind, text) pairs.

    Needs no queries if campus, former names, record links with records, programs, and offerings are prefetched.
    `program_names` maps a program's short name to its names in all languages, `regions` an area to its region.
    """
    campus = school.campus
    texts = [(WordKind.NAME, school.name)]
    texts += [(WordKind.FORMER, former.name) for former in school.former_names.all()]
    texts += [(WordKind.ALTERNATIVE, school.slug.replace("-", " "))]
    texts += [(WordKind.ALTERNATIVE, host) for host in [_host_name(school.website)] if host]
    for link in school.record_links.all():
        record = link.record
        if fold(record.name) != fold(school.name):
            texts.append((WordKind.ALTERNATIVE, record.name))
        codes = (record.cds_code, record.nces_id, record.charter_number)
        texts += [(WordKind.CODE, code) for code in codes if code]
    texts += [(WordKind.CODE, text) for name in names(is_searched=True) if (text := getattr(school, name))]
    texts += [(WordKind.OFFERING, offering.text) for offering in school.offerings.all()]
    texts += [(WordKind.PROGRAM, name) for program in school.programs.all() for name in program_names[program.slug]]
    texts += [
        (WordKind.AREA, campus.area),
        (WordKind.AREA, regions.get(campus.area, "")),
        (WordKind.CITY, campus.city),
        (WordKind.STREET, campus.street),
        (WordKind.ZIP, campus.zip[:5]),
    ]
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            texts.append((WordKind.LEVEL, str(school.get_level_display())))
    return texts


def index_schools(schools) -> None:
    """Update the index for the queryset `schools`: their words, the words' counts, and their listed profiles.

    Writes only differences, because one change sends several signals (for the school, then for each of its names).
    """
    keys = list(schools.values_list("pk", flat=True))
    if not keys:
        return
    with transaction.atomic():
        rows = {_key(row): row for row in _rows(School.objects.filter(pk__in=keys))}
        stored = {_key(row): row.pk for row in SchoolWord.objects.filter(school__in=keys)}
        removed, new = stored.keys() - rows.keys(), rows.keys() - stored.keys()
        SchoolWord.objects.filter(pk__in=[stored[key] for key in removed]).delete()
        SchoolWord.objects.bulk_create([rows[key] for key in new], batch_size=2000)
        list_profiles(keys)
        if changed := {word for _school, word, _kind, _text in removed | new}:
            count_words(changed)


def forget_schools(keys: list[int]) -> None:
    """Delete the words of deleted schools and update all counts.

    The signals of their deleted names and links may have written words again before the schools were deleted.
    """
    SchoolWord.objects.filter(school__in=keys).delete()
    count_words(None)


def index_all() -> int:
    """Rebuild the whole index, after bulk writes and every night. Return the number of schools."""
    keys = list(School.objects.values_list("pk", flat=True))
    with transaction.atomic():
        SchoolWord.objects.all().delete()
        for start in range(0, len(keys), CHUNK):
            rows = _rows(School.objects.filter(pk__in=keys[start : start + CHUNK]))
            SchoolWord.objects.bulk_create(rows, batch_size=2000)
        count_words(None)
        list_all()
    return len(keys)


def count_words(words: set[str] | None) -> None:
    """Update the number of schools for each of `words`, or for all words if None."""
    where_clause = "" if words is None else "WHERE word = ANY(%s)"
    params = [] if words is None else [sorted(words)]
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM schools_indexedword {where_clause}", params)  # noqa: S608 (two fixed texts)
        cursor.execute(
            "INSERT INTO schools_indexedword (word, schools) SELECT word, count(DISTINCT school_id) "  # noqa: S608 (the same fixed texts)
            f"FROM schools_schoolword {where_clause} GROUP BY word "
            "ON CONFLICT (word) DO UPDATE SET schools = EXCLUDED.schools",  # another process may have added the word
            params,
        )


def _key(row: SchoolWord) -> tuple:
    return row.school_id, row.word, row.kind, row.text


def _rows(schools) -> list[SchoolWord]:
    program_names: dict[str, list[str]] = {}
    for slug, name in Program.objects.values_list("slug", "name"):
        program_names.setdefault(slug, []).append(name)
    lists = ("former_names", "record_links__record", "programs", "offerings")
    schools = schools.select_related("campus").prefetch_related(*lists)
    regions = regions_of_areas()
    rows = []
    for school in schools:
        for kind, text in sorted(set(texts_of(school, program_names, regions))):
            rows += [
                SchoolWord(school=school, word=word[:80], kind=kind, text=text[:200], weight=WEIGHTS[kind])
                for word in index_words(text)
            ]
    return rows


def _host_name(website: str) -> str:
    """Return the memorable part of a web address: “crma4” for https://www.crma4.org/."""
    host = (urlsplit(website).hostname or "").removeprefix("www.")
    return host.partition(".")[0]
