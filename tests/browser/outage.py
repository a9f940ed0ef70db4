"""The published copy of a few addresses behind nginx, whose application is down from the start."""

import shutil
from contextlib import contextmanager

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.test import override_settings
from wagtail.models import Site

from alliance_site.publishing import outage_page
from tests.nginx import RunningNginx
from toolkit.published_copy import copy
from toolkit.published_copy.render import clear_caches, render

ADDRESSES = (
    *("/", "/enroll/", "/schools/", "/schools/finder.json", "/schools/phones/", "/sw.js"),
    *("/schools/gertz-ressler/", "/schools/merkin/"),
)


@contextmanager
def outage(folder):
    """Yield nginx, which has `publish(*addresses)` to bring files up to date. Its application never answers."""
    published = folder / "published"
    storage = {"BACKEND": "toolkit.atomic_files.WholeFileStorage", "OPTIONS": {"location": str(published)}}
    static = folder / "static"
    for finder in get_finders():
        for path, source in finder.list([]):
            if path.startswith(("css/", "fonts/", "img/", "js/", "map/")) or path.endswith(".html"):
                (static / path).parent.mkdir(parents=True, exist_ok=True)
                with source.open(path) as file:
                    (static / path).write_bytes(file.read())
    nginx = RunningNginx(folder / "nginx", data=folder)
    with override_settings(STORAGES={**settings.STORAGES, "published": storage}):

        def publish(*addresses):
            clear_caches()
            for address in addresses:
                rendered = render(Site.objects.get(), address)
                copy.write(address, rendered.body, rendered.content_type)

        publish(*ADDRESSES)
        outage_page.write()
        nginx.publish = publish
        nginx.start()
        try:
            yield nginx
        finally:
            nginx.stop()
            shutil.rmtree(static)
