"""How the configuration is rendered."""

import getpass
import subprocess

import pytest
from django.core.management import call_command

from deploy.nginx.render import EDGES, render
from deploy.nginx.server import program
from tests.nginx import certificate

NAMES = {
    "NGINX_USER": getpass.getuser(),
    "PUBLIC": "unix:/run/site/public.sock",
    "EDITOR": "unix:/run/site/editor.sock",
    "HOSTS": "www.example.org example.org",
    "LISTEN": "8080",
    "PROXY_NETWORK": "10.0.0.0/8",
    "PROBES_FROM": "10.0.0.0/8,192.0.2.7",
}


@pytest.fixture
def names(tmp_path):
    """All names in the templates."""
    for name in ("run", "published", "static", "media"):
        (tmp_path / name).mkdir()
    return {
        **NAMES,
        **certificate(tmp_path, "www.example.org"),
        "DATA_ROOT": tmp_path,
        "RUN": tmp_path / "run",
        "ACCESS_LOG": tmp_path / "log",
        "CHALLENGES": tmp_path / "challenges",
    }


@pytest.mark.parametrize("edge", EDGES)
def test_nginx_accepts_it_behind_a_proxy_with_certificates_and_without(tmp_path, names, edge):
    main = render(tmp_path / "conf", edge=edge, **names)
    call_command("nginx_headers", str(main.parent))
    said = subprocess.run([program(), "-t", "-e", "stderr", "-c", main], capture_output=True, text=True)
    assert said.returncode == 0, said.stderr


def test_a_missing_name_or_a_value_that_would_change_the_configuration_is_refused(tmp_path, names):
    for value in ("/a b", "/a;", "/a{", "/$a", '"', ""):
        with pytest.raises(ValueError, match="DATA_ROOT"):
            render(tmp_path / "conf", **{**names, "DATA_ROOT": value})
    del names["HOSTS"]
    with pytest.raises(KeyError, match="HOSTS"):
        render(tmp_path / "conf", **names)
