"""Where archived pages are: below a page that no site has, so they have no address and nobody but admins has rights
there. Their old addresses are free for other pages."""

from wagtail.models import Page

SLUG = "archived-pages"
URL_PATH = f"/{SLUG}/"


def is_archived(page: Page) -> bool:
    return page.url_path.startswith(URL_PATH)


def without_archived(pages, *_args):
    """Leave archived pages out of a queryset. Also a hook for the explorer and the page chooser."""
    return pages.exclude(pk__in=Page.objects.filter(url_path__startswith=URL_PATH).values("pk"))  # searches allow keys


def hide_in_explorer(_parent, pages, _request):
    return without_archived(pages)


def folder() -> Page:
    """Return the page that archived pages are below. It is made for the first of them."""
    root = Page.get_first_root_node()
    return root.get_children().filter(slug=SLUG).first() or root.add_child(
        instance=Page(title="Archive", slug=SLUG, live=False)
    )
