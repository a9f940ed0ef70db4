"""Files that the site makes itself and keeps under `var/`: stylesheet, icons, fonts, pictures for shared links."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A path beside `target` to write to, which takes its place at the end: nobody ever reads half a file.

    Its folder is made if it is not there. Any number of threads and processes may write the same target at once; after
    an error the target is as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", suffix=target.suffix, delete=False) as empty:
        fresh = Path(empty.name)
    try:
        yield fresh
        fresh.chmod(0o644)  # a temporary file is its owner's alone
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
