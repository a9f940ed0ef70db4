"""What laws and families' words change later: requirements, and the answers and search words of the finder.

Every run follows the files. A requirement that they no longer have stays; answers and search words go. What staff
created, edited, or deleted in the editor stays as they left it.
"""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.utils.text import slugify
from wagtail.log_actions import log as log_action
from wagtail.models import ModelLogEntry, ReferenceIndex

from schools.finder.folding import fold
from schools.models import Answer, Requirement, Synonym

from .files import csv_rows, yaml_data
from .pages import find_page

LOADED = "loaded"  # the entry of a log that has the keys of loaded rows


def update_requirements() -> None:
    """Follow `content/postings/<state>.yaml`. It creates no postings."""
    update(Requirement, yaml_data(f"postings/{settings.STATE}.yaml"), keys=["code"])


def update_finder() -> None:
    """Follow `content/finder/`. The pages must exist, because answers lead to them."""
    update(Answer, _answers(), keys=["key", "language"], drops=True)
    words = (row | {"folded": fold(row["phrase"])} for row in csv_rows("finder/synonyms.csv"))
    update(Synonym, words, keys=["folded"], drops=True)


def update(model, rows: Iterable[dict], *, keys: list[str], drops: bool = False) -> None:
    """Create the objects of `rows` that were never loaded and change those that differ, unless staff edited them.

    `keys` are the fields that tell rows apart. Wagtail's log keeps those of all rows that were ever loaded, so nothing
    that staff deleted or renamed comes back. `drops`: delete loaded objects that have no row any longer.
    """
    rows = list(rows)
    optional = {name: model._meta.get_field(name).get_default() for row in rows for name in row if name != "page_id"}
    log = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
    edited = set(log.values_list("object_id", flat=True))
    loaded = {tuple(key) for run in log.filter(data__has_key=LOADED) for key in run.data[LOADED]}
    stored = {tuple(getattr(one, key) for key in keys): one for one in model.objects.all()}
    new, changed = {}, []
    for row in (optional | row for row in rows):
        key = tuple(row[name] for name in keys)
        one = stored.get(key)
        if one is None and key not in loaded:
            new[key] = model(**row)
        elif one and str(one.pk) not in edited and any(getattr(one, name) != row[name] for name in row):
            for name, value in row.items():
                setattr(one, name, value)
            one.save()
            changed.append(one)
    if drops:
        over = loaded - {tuple(row.get(name, "") for name in keys) for row in rows}
        gone = {key: one.pk for key, one in stored.items() if key in over and str(one.pk) not in edited}
        model.objects.filter(pk__in=gone.values()).delete()
        for run in log.filter(data__has_key=LOADED) if gone else ():  # so that they can come back
            run.data[LOADED] = [key for key in run.data[LOADED] if tuple(key) not in gone]
            run.save()
    if new:
        model.objects.bulk_create(new.values(), batch_size=1000)
        title = f"{model._meta.verbose_name_plural} (content/)"
        log_action(model(pk=0), "wagtail.create", title=title, data={LOADED: list(new)})
    if ReferenceIndex.model_is_indexable(model):  # to find the answers that lead to a page
        for one in [*new.values(), *changed]:
            ReferenceIndex.create_or_update_for_object(one)


def _answers() -> Iterator[dict]:
    for row in [*yaml_data("finder/answers.yaml"), *yaml_data(f"finder/{settings.STATE}.yaml")]:
        page = find_page(row["page"]) if "page" in row else None
        target = {"page_id": page.pk} if page else {}  # staff may have moved or deleted it
        for language in [code for code, _name in settings.LANGUAGES if code in row]:
            yield {
                "key": row["key"],
                "language": language,
                "anchor": slugify(row.get("section", "")),
                "topic": row.get("topic", ""),
                "note": row.get("note", ""),
                **target,
                **row[language],
            }
