"""Hangs the tracker into the editor."""

from wagtail import hooks

from . import admin_urls


@hooks.register("register_admin_urls")
def addresses():
    return admin_urls.urlpatterns
