"""Writes the error pages that no address shows into a folder: `python -m quality.audit.error_pages FOLDER`."""

import os
import sys
from pathlib import Path

import django


def main(folder: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "quality.audit.settings"
    django.setup()
    from django.contrib.auth.models import AnonymousUser
    from django.core.exceptions import PermissionDenied
    from django.test import RequestFactory
    from django.views.defaults import permission_denied, server_error

    request = RequestFactory().get("/", headers={"host": "localhost"})
    request.user = AnonymousUser()
    (Path(folder) / "403.html").write_bytes(permission_denied(request, PermissionDenied()).content)
    (Path(folder) / "500.html").write_bytes(server_error(request).content)


if __name__ == "__main__":
    main(*sys.argv[1:])
