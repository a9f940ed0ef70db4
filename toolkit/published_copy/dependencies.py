"""The pages that show a changed object: its own page, then everything that the reference index says refers to it. Each
comes with its parent, which lists it.

Lists, menus, and totals have no references; the sweep afterwards renders them.
"""

from collections.abc import Iterable

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page, ReferenceIndex

from toolkit.published_copy.models import PublishedFile
from toolkit.visibility import public

STEPS = 3  # campus → school → a school that leads to it → its profile
MAX_CHANGED = 200  # changed objects; with more, leave everything to the sweep
PAGE = Page._meta.label_lower


def pages_showing(changed: Iterable[tuple[str, str]]) -> list[int]:
    """Return page keys in rendering order, for `changed` (model label, key) pairs.

    Takes at most `STEPS` + 2 queries. The result can include pages that are not public.
    """
    objects: dict[tuple[str, str], None] = {}
    known = {model._meta.label_lower for model in apps.get_models(include_auto_created=True)}  # newer code has others
    next_objects = dict.fromkeys(obj for obj in changed if obj[0] in known)
    if len(next_objects) > MAX_CHANGED:
        return []
    for _step in range(STEPS):
        objects |= next_objects
        if next_objects:
            next_objects = dict.fromkeys(obj for obj in _references_to(list(next_objects)) if obj not in objects)
    objects |= next_objects
    pages = [int(key) for label, key in objects if label == PAGE]
    parents = _parents(pages)
    return list(dict.fromkeys(key for page in pages for key in (page, parents.get(page)) if key))


def _references_to(objects: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the objects that refer to any of `objects`."""
    to = Q()
    for label, key in objects:
        to |= Q(to_content_type=_content_type(label), to_object_id=key)
    rows = ReferenceIndex.objects.filter(to).order_by("pk").values_list("base_content_type", "object_id")
    models = {kind: ContentType.objects.get_for_id(kind).model_class() for kind in {kind for kind, _key in rows}}
    return [(model._meta.label_lower, key) for kind, key in rows if (model := models[kind])]


def _content_type(label: str) -> ContentType:
    """Return the content type that the reference index uses: that of the model's topmost parent."""
    model = apps.get_model(label)
    parents = model._meta.get_parent_list()
    return ContentType.objects.get_for_model(parents[-1] if parents else model)


def _parents(pages: list[int]) -> dict[int, int]:
    """Return the key of the parent of each of `pages`, by key."""
    paths = {page: path[: -Page.steplen] for page, path in Page.objects.filter(pk__in=pages).values_list("pk", "path")}
    parents = dict(Page.objects.filter(path__in=paths.values()).values_list("path", "pk"))
    return {page: parents[path] for page, path in paths.items() if path in parents}


def addresses_showing(changed: list[tuple[str, str]]) -> list[str]:
    """Return addresses for (model label, key) pairs: pages from the reference index, then files that link to them."""
    keys = pages_showing(changed)
    pages = public(Page.objects.filter(pk__in=keys)).select_related("locale").in_bulk()
    own = [url for key in keys if key in pages and (url := pages[key].url)]
    linking_addresses = (
        PublishedFile.objects.filter(links__overlap=own).order_by("address").values_list("address", flat=True)
    )
    return list(dict.fromkeys([*own, *linking_addresses]))
