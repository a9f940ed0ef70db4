"""Redirects from old addresses of profiles.

They are made in the transaction of the change, so that the preview shows them and undo restores them. Wagtail makes its
own only after the commit, and skips addresses that already have one.
"""

from django.db import transaction
from django.utils.dateparse import parse_datetime
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

Row = dict | None  # a row of the redirect table as JSON; None if there is none


def addresses(page: Page) -> list[tuple[str, str]]:
    """Return the addresses of `page` in the format of redirects, with their routes: `[("/schools/old", "")]`."""
    parts = page.get_url_parts()
    if not parts:
        return []
    routes = ((parts[2].rstrip("/") + route, route) for route in page.get_route_paths())
    return [(Redirect.normalise_path(path), Redirect.normalise_page_route_path(route)) for path, route in routes]


def lead(old: list[tuple[str, str]], page: Page) -> list[dict]:
    """Redirect the addresses `old` to `page` permanently. Return what was done, for `put_back`."""
    site, done = page.get_site(), []
    has_routes = len(page.get_route_paths()) > 1
    for path, route in old:
        found = Redirect.objects.filter(old_path=path, site=site).first()
        before = _row(found)
        made = found or Redirect(old_path=path, site=site)
        made.redirect_page, made.redirect_page_route_path = page, route if has_routes else ""
        made.redirect_link, made.is_permanent = "", True
        made.automatically_created = False  # otherwise Wagtail replaces it after the commit
        made.save()
        done.append({"before": before, "after": _row(made)})
    return done


def free(new: list[tuple[str, str]], page: Page) -> list[dict]:
    """Delete redirects from addresses that `page` will have. Return what was done, for `put_back`."""
    found = Redirect.get_for_site(page.get_site()).filter(old_path__in=[path for path, _route in new])
    done = [{"before": _row(one), "after": None} for one in found]
    found.delete()
    return done


def leads_to(row: dict) -> str:
    """Return the target of the redirect of `row` as text."""
    return Redirect(**_values(row)).link or "—"


def changed_since(done: list[dict]) -> list[str]:
    """Return the old addresses of the redirects in `done` that someone has changed since."""
    return [(one["after"] or one["before"])["old_path"] for one in done if not _is_as_left(one)]


def put_back(done: list[dict]) -> None:
    for one in reversed(done):
        before, after = one["before"], one["after"]
        if after:
            Redirect.objects.filter(pk=after["id"]).delete()
        if before:
            Redirect(**_values(before)).save(force_insert=True)
            Redirect.objects.filter(pk=before["id"]).update(created_at=_values(before)["created_at"])


def forget_automatic(old: list[tuple[str, str]], page: Page) -> None:
    """After the commit, delete the redirects that Wagtail made automatically when `page` left the addresses `old`."""
    paths = [path for path, _route in old]
    made = Redirect.objects.filter(old_path__in=paths, redirect_page=page.pk, automatically_created=True)
    transaction.on_commit(lambda: made.delete())


def _is_as_left(one: dict) -> bool:
    before, after = one["before"], one["after"]
    if after:
        return _row(Redirect.objects.filter(pk=after["id"]).first()) == after
    return not Redirect.objects.filter(old_path=before["old_path"], site=before["site_id"]).exists()


def _row(redirect: Redirect | None) -> Row:
    if redirect is None:
        return None
    row = {field.attname: getattr(redirect, field.attname) for field in Redirect._meta.concrete_fields}
    return row | {"created_at": redirect.created_at and redirect.created_at.isoformat()}


def _values(row: dict) -> dict:
    return row | {"created_at": row["created_at"] and parse_datetime(row["created_at"])}
