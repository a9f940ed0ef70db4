"""How commands say how far they are: on the error output, so that what they print stays for programs."""

from schools.exchange.batches import MANY
from schools.exchange.work import PROGRESS


def tell_on(stderr) -> PROGRESS:
    """Writes “1,240 of 10,000” over itself; of few it says nothing."""

    def progress(done: int, total: int) -> None:
        if total >= 2 * MANY and (done % 100 == 0 or done == total):
            stderr.write(f"\r{done:,} of {total:,}", ending="\n" if done == total else "")
            stderr.flush()

    return progress
