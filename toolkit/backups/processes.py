"""Processes that backups start: restic and PostgreSQL's client programs."""

import subprocess
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from .errors import BackupError


@contextmanager
def running(
    command: list,
    env: dict,
    explain: Callable[[int, str], BackupError],
    allowed=(0,),
    hear: Callable[[str], None] = lambda line: None,
    **pipes,
) -> Iterator[Any]:
    """A process that ends with the block. `hear` gets each line of its standard error.

    Raises what `explain` makes of the exit code and standard error, unless the exit code is among `allowed`.
    """
    cut_short, errors = None, []

    def listen():
        for line in process.stderr:
            errors.append(line.decode(errors="replace"))
            hear(errors[-1])

    process = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, **pipes)  # noqa: S603 (fixed programs)
    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    try:
        yield process
    except (BrokenPipeError, tarfile.ReadError) as error:
        cut_short = error  # by the process, whose own words say why
    except BaseException:
        process.terminate()  # which lets restic remove its lock
        raise
    finally:
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with suppress(BrokenPipeError):
                    pipe.close()
        process.wait()
        listener.join()
        if process.stderr:
            process.stderr.close()
    if process.returncode not in allowed:
        raise explain(process.returncode, "".join(errors)) from cut_short
    if cut_short:
        raise cut_short
