"""Tests in a real browser. `make test` runs them in a process of their own: Playwright leaves an event loop behind."""

import os

import pytest
from playwright.sync_api import expect

from deploy import browser as system

# Playwright's loop runs in the test's thread, where Django would refuse to use the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

expect.set_options(timeout=30_000)  # milliseconds, on a machine that does other things, too


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    if not system.chromium():
        pytest.fail("No Chromium was found: `make tools` installs it; CHROMIUM=/path names one.", pytrace=False)
    return {**browser_type_launch_args, "executable_path": system.chromium(), "args": system.ARGUMENTS}


@pytest.fixture
def site_url(live_server):
    """The address of the running site, without a slash at the end."""
    return live_server.url
