"""Add the import pages to the admin."""

from wagtail import hooks

from . import urls


@hooks.register("register_admin_urls")
def addresses():
    return urls.urlpatterns
