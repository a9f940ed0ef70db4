"""What laws and families' words change later: requirements, and the answers and search words of the finder.

Every run follows the files. What staff created, edited, or deleted in the editor stays as they left it.
"""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.utils.text import slugify
from wagtail.models import ModelLogEntry

from schools.finder.folding import fold
from schools.models import Answer, Requirement, Synonym

from .files import csv_rows, yaml_data
from .pages import find_page


def update_requirements() -> None:
    """Follow `content/postings/requirements.yaml`. It creates no postings."""
    update(Requirement, yaml_data("postings/requirements.yaml"), keys=["code"], titles=["title"])


def update_finder() -> None:
    """Follow `content/finder/`. The pages must exist, because answers lead to them."""
    update(Answer, _answers(), keys=["key", "language"], titles=["title"])
    words = [{**row, "folded": fold(row["phrase"])} for row in csv_rows("finder/synonyms.csv")]
    update(Synonym, words, keys=["folded"], titles=["phrase"])


def update(model, rows: Iterable[dict], *, keys: list[str], titles: list[str]) -> None:
    """Create the objects of `rows` that are missing and change those that differ, unless staff did something to them.

    `keys` are the fields that tell objects apart. `titles` are the fields that name one in the log, also when it is
    gone.
    """
    log = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
    edited, logged_titles = set(log.values_list("object_id", flat=True)), set(log.values_list("label", flat=True))
    stored = {tuple(getattr(one, key) for key in keys): one for one in model.objects.all()}
    new = []
    for row in rows:
        one = stored.get(tuple(row[key] for key in keys))
        if one is None and logged_titles.isdisjoint(_texts(row[title] for title in titles)):
            new.append(model(**row))
        elif one and str(one.pk) not in edited and any(getattr(one, name) != row[name] for name in row):
            model.objects.filter(pk=one.pk).update(**row)
    model.objects.bulk_create(new, batch_size=1000)


def _texts(values: Iterable[str | dict[str, str]]) -> Iterator[str]:
    for value in values:
        yield from value.values() if isinstance(value, dict) else [value]


def _answers() -> Iterator[dict]:
    for row in yaml_data("finder/answers.yaml"):
        page = find_page(row["page"]) if "page" in row else None
        target = {"page_id": page.pk} if page else {}  # staff may have moved or deleted it
        for language in [code for code, _name in settings.LANGUAGES if code in row]:
            yield {
                "key": row["key"],
                "language": language,
                "anchor": slugify(row.get("section", "")),
                "topic": row.get("topic", ""),
                **target,
                **row[language],
            }
