"""Pages as what they are, without a query for each type: Wagtail's `specific()` takes one for every type it meets."""

from wagtail.models import Page, get_page_models


def with_types(pages, *, listed: bool = False):
    """The queryset `pages` of `Page` with the rows of every page type at hand, for `specific`; if `listed`, also those
    of other tables that a type needs to be shown in a list (`listed_with`)."""
    names = []
    for model in get_page_models():
        if model is Page:
            continue
        name = model._meta.model_name
        names += [name, *(f"{name}__{other}" for other in getattr(model, "listed_with", ()) if listed)]
    return pages.select_related(*names)


def specific(page: Page) -> Page:
    """A page of `with_types` as its own type; without asking the database."""
    return getattr(page, page.cached_content_type.model, page)
