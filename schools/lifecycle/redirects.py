"""Old addresses that lead on. Made here, in the transaction of the change, so that they can be shown and taken back;
Wagtail's own, which come after the commit, find them there."""

from django.db import transaction
from django.utils.dateparse import parse_datetime
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

Row = dict | None  # a row of the table as JSON has it; None: there is none


def addresses(page: Page) -> list[tuple[str, str]]:
    """Every address of `page` as redirects know it, with its end below the page: `[("/schools/old", "")]`."""
    parts = page.get_url_parts()
    if not parts:
        return []
    routes = ((parts[2].rstrip("/") + route, route) for route in page.get_route_paths())
    return [(Redirect.normalise_path(path), Redirect.normalise_page_route_path(route)) for path, route in routes]


def lead(old: list[tuple[str, str]], page: Page) -> list[dict]:
    """Lets the addresses `old` lead to `page` for good; what that did, for `put_back`."""
    site, done = page.get_site(), []
    has_routes = len(page.get_route_paths()) > 1
    for path, route in old:
        found = Redirect.objects.filter(old_path=path, site=site).first()
        before = _row(found)
        made = found or Redirect(old_path=path, site=site)
        made.redirect_page, made.redirect_page_route_path = page, route if has_routes else ""
        made.redirect_link, made.is_permanent = "", True
        made.automatically_created = False  # else Wagtail makes it anew after the commit
        made.save()
        done.append({"before": before, "after": _row(made)})
    return done


def free(new: list[tuple[str, str]], page: Page) -> list[dict]:
    """Takes away redirects from addresses that `page` is to have itself."""
    found = Redirect.get_for_site(page.get_site()).filter(old_path__in=[path for path, _route in new])
    done = [{"before": _row(one), "after": None} for one in found]
    found.delete()
    return done


def leads_to(row: dict) -> str:
    """Where the redirect of `row` leads, as people read it."""
    return Redirect(**_values(row)).link or "—"


def changed_since(done: list[dict]) -> list[str]:
    """The old addresses of those of `done` that are not any more what the change made of them."""
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
    """After the commit, takes away what Wagtail made of its own accord when `page` left the addresses `old`."""
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
