"""Progress of commands, on stderr, so that programs can read stdout."""

from schools.changes.work import Progress

MANY = 100


def progress_on(stderr) -> Progress:
    """Return a callback that writes “1,240 of 10,000” on one line. It writes nothing if the total is small."""

    def progress(done: int, total: int) -> None:
        if total >= MANY and (done % 100 == 0 or done == total):
            stderr.write(f"\r{done:,} of {total:,}", ending="\n" if done == total else "")
            stderr.flush()

    return progress
