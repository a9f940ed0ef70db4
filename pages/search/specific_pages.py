"""Specific pages in one query. Wagtail's `specific()` takes one query for each page type."""

from wagtail.models import Page, get_page_models


def with_types(pages, *, listed: bool = False):
    """Join the rows of every page type to the `Page` queryset `pages`, for `specific`.

    `listed` also joins the foreign keys that a type needs in lists (`listed_with`).
    """
    names = []
    for model in get_page_models():
        if model is Page:
            continue
        name = model._meta.model_name
        names += [name, *(f"{name}__{foreign_key}" for foreign_key in getattr(model, "listed_with", ()) if listed)]
    return pages.select_related(*names)


def specific(page: Page) -> Page:
    """Return a page of `with_types` as its specific type, without a query."""
    return getattr(page, page.cached_content_type.model, page)
