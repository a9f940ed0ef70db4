"""nginx with this project's configuration, for the local stack, tests and benchmarks."""

import getpass
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

from deploy.nginx.render import render

NOWHERE = "127.0.0.1:1"  # nothing listens there, as if the application were down


def program() -> str:
    """Return the path of the system's nginx. Raises FileNotFoundError."""
    path = shutil.which("nginx", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"]))
    if not path:
        raise FileNotFoundError("nginx is not installed. Run `make tools` to install it.")
    return path


class Nginx:
    """`write` the configuration, then run `command`; it answers at `url`.

    `folder` gets the configuration, logs (`access.log`, `error.log`) and temporary files. `data` is DATA_ROOT. If root
    starts nginx, its workers run as `user`, who must be able to read the folders; the default is the current user.
    `headers` writes headers.conf into a folder. `public` answers for both doors if there is no `editor`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        data: Path,
        public: str = NOWHERE,
        editor: str = "",
        port: int = 0,
        hosts: str = "127.0.0.1 localhost",
        user: str = "",
        probes_from: str = "127.0.0.1",
        headers: Callable[[Path], None],
    ):
        self.folder = folder.absolute()
        self.names = {
            "NGINX_USER": user or getpass.getuser(),
            "RUN": self.folder / "run",
            "ACCESS_LOG": self.folder / "access.log",
            "HOSTS": hosts,
            "CHALLENGES": self.folder / "challenges",
            "PROBES_FROM": probes_from,
            "DATA_ROOT": Path(data).absolute(),
            "PUBLIC": public,
            "EDITOR": editor or public,
        }
        self.port = port or free_port()
        self.headers = headers

    @property
    def url(self) -> str:
        """The base URL, without a trailing slash."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def command(self) -> list[str]:
        """The command to run nginx in the foreground, after `write`."""
        return [program(), "-e", "stderr", "-c", str(self.folder / "conf" / "nginx.conf"), "-g", "daemon off;"]

    def write(self) -> None:
        """Write the configuration."""
        (self.folder / "run").mkdir(parents=True, exist_ok=True)
        conf = self.folder / "conf"
        render(conf, LISTEN=f"127.0.0.1:{self.port}", **self.names)
        self.headers(conf)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
