"""`python -m deploy.static_files RELEASE SHARED`: add a release's collected static files to the folder
that nginx reads, and delete files that have not been part of a release for 180 days.

Pages in browsers, CDNs and the published copy still refer to the files of their own release, whose names contain a
hash. Each file is replaced atomically. Its modification time is the last time it was part of a release.
"""

import filecmp
import os
import shutil
import sys
import time
from pathlib import Path

from toolkit.atomic_files import replacing

DAYS = 180
DAY = 24 * 60 * 60


def add(release: Path, shared: Path) -> tuple[int, int]:
    """Update the shared folder. Return how many files were written and how many deleted."""
    now = time.time()
    written = 0
    for file in sorted(path for path in release.rglob("*") if path.is_file()):
        target = shared / file.relative_to(release)
        if target.is_file() and filecmp.cmp(file, target, shallow=False):
            os.utime(target)
            continue
        with replacing(target) as temporary:
            shutil.copyfile(file, temporary)
        written += 1
    old = [path for path in shared.rglob("*") if path.is_file() and path.stat().st_mtime < now - DAYS * DAY]
    for path in old:
        path.unlink()
    return written, len(old)


def main(release: str, shared: str) -> int:
    if not Path(release, "staticfiles.json").is_file():
        sys.stderr.write(f"{release} contains no collected static files. Run collectstatic first.\n")
        return 1
    written, deleted = add(Path(release), Path(shared))
    sys.stdout.write(f"Static files: {written} written, {deleted} old ones deleted\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
