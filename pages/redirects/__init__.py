"""Redirects from old addresses of pages.

They are made in the transaction of the change, so that the preview shows them and undo restores them. Wagtail makes its
own only after the commit, and skips addresses that already have one.
"""

from copy import copy

from django.db import transaction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from toolkit.visibility import public

Row = dict | None  # a row of the redirect table as JSON; None if there is none


def addresses(page: Page) -> list[tuple[str, str]]:
    """Return the addresses of `page` in the format of redirects, with their routes: `[("/schools/old", "")]`."""
    parts = page.get_url_parts()
    if not parts:
        return []
    routes = ((parts[2].rstrip("/") + route, route) for route in page.get_route_paths())
    return [(Redirect.normalise_path(path), Redirect.normalise_page_route_path(route)) for path, route in routes]


def add(old_addresses: list[tuple[str, str]], page: Page, *, is_permanent=True) -> list[dict]:
    """Redirect `old_addresses` to `page`. Return what was done, for `restore`.

    If it is not permanent, it is until a page is published at the address again.
    """
    site, changes = page.get_site(), []
    has_routes = len(page.get_route_paths()) > 1
    for path, route in old_addresses:
        existing = Redirect.objects.filter(old_path=path, site=site).first()
        before = _row(existing)
        redirect = existing or Redirect(old_path=path, site=site)
        redirect.redirect_page, redirect.redirect_page_route_path = page, route if has_routes else ""
        redirect.redirect_link, redirect.is_permanent = "", is_permanent
        redirect.automatically_created = not is_permanent  # Wagtail replaces such, after the commit
        redirect.save()
        changes.append({"before": before, "after": _row(redirect)})
    return changes


def remove_from(addresses: list[tuple[str, str]], page: Page) -> list[dict]:
    """Delete redirects from addresses that `page` will have. Return what was done, for `restore`."""
    redirects = Redirect.get_for_site(page.get_site()).filter(old_path__in=[path for path, _route in addresses])
    changes = [{"before": _row(redirect), "after": None} for redirect in redirects]
    redirects.delete()
    return changes


def targets(pages: list[Page]) -> dict[int, Page]:
    """Return the public pages that the addresses of `pages` lead to, by key. One query."""
    keys = {path: page.pk for page in pages for path, _route in addresses(page)}
    rows = Redirect.objects.filter(old_path__in=keys, redirect_page__in=public(Page.objects.all()))
    return {keys[row.old_path]: row.redirect_page for row in rows.select_related("redirect_page__locale")}


def end_detour(page: Page) -> None:
    """Delete the redirects that were to last until `page` is published again."""
    paths = [path for path, _route in addresses(page)]
    detours = Redirect.objects.filter(is_permanent=False, automatically_created=True, site=page.get_site())
    detours.filter(old_path__in=paths).delete()


def take_detour_along(page: Page, url_path: str) -> None:
    """Send visitors of an unpublished page on from where it is moved, because Wagtail redirects its old address there.

    `page` still has its old address.
    """
    if target := targets([page]).get(page.pk):
        moved = copy(page)
        moved.url_path = url_path
        add(addresses(moved), target, is_permanent=False)


def target_of(row: dict) -> str:
    """Return the target of the redirect of `row` as text."""
    return Redirect(**row).link or "—"


def changed_since(changes: list[dict]) -> list[str]:
    """Return the old addresses of the redirects in `changes` that someone has changed since."""
    return [(change["after"] or change["before"])["old_path"] for change in changes if not _is_unchanged(change)]


def restore(changes: list[dict]) -> None:
    for change in reversed(changes):
        before, after = change["before"], change["after"]
        if after:
            Redirect.objects.filter(pk=after["id"]).delete()
        if before:
            Redirect(**before).save(force_insert=True)
            Redirect.objects.filter(pk=before["id"]).update(created_at=before["created_at"])


def delete_automatic(old_addresses: list[tuple[str, str]], page: Page) -> None:
    """After the commit, delete the redirects that Wagtail made automatically when `page` left the `old_addresses`."""
    paths = [path for path, _route in old_addresses]
    redirects = Redirect.objects.filter(old_path__in=paths, redirect_page=page.pk, automatically_created=True)
    transaction.on_commit(lambda: redirects.delete())


def _is_unchanged(change: dict) -> bool:
    before, after = change["before"], change["after"]
    if after:
        return _row(Redirect.objects.filter(pk=after["id"]).first()) == after
    return not Redirect.objects.filter(old_path=before["old_path"], site=before["site_id"]).exists()


def _row(redirect: Redirect | None) -> Row:
    if redirect is None:
        return None
    row = {field.attname: getattr(redirect, field.attname) for field in Redirect._meta.concrete_fields}
    return row | {"created_at": redirect.created_at and redirect.created_at.isoformat()}
