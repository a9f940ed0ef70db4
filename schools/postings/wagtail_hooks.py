"""Add the tracker to the admin."""

from wagtail import hooks

from . import admin_urls


@hooks.register("register_admin_urls")
def addresses():
    return admin_urls.urlpatterns
