"""Tests in a real browser. `make test` runs them in a process of their own: Playwright leaves an event loop behind."""

import os
import shutil

import pytest

# Playwright's loop runs in the test's thread, where Django would refuse to use the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    browser = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not browser:
        pytest.fail("No Chromium was found: `make tools` installs it; CHROMIUM=/path names one.", pytrace=False)
    quiet = ["background-networking", "component-update", "sync", "quic", "gpu"]
    arguments = ["--no-first-run", *(f"--disable-{name}" for name in quiet)]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium's sandbox refuses root
    return {**browser_type_launch_args, "executable_path": browser, "args": arguments}


@pytest.fixture
def site_url(live_server):
    """The address of the running site, without a slash at the end."""
    return live_server.url
