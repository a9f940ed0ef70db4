"""Atomic writes of generated files under `var/`: stylesheet, icons, fonts, share images."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield a path next to `target` to write to, then move it to `target`, so no one ever reads half a file.

    Creates the folder if needed. Any number of threads and processes can write the same target at the same time.
    After an error the target is unchanged.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=".", suffix=target.suffix, delete=False) as empty:
        fresh = Path(empty.name)
    try:
        yield fresh
        fresh.chmod(0o644)  # only the owner can read a temporary file
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
