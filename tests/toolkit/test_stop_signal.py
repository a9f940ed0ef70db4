"""Long-running programs end cleanly on Ctrl-C, even if more signals arrive while they handle the first."""

import sys

from tests.ground.programs import environment, run

WORKER = """
import django, os, signal, sys
from unittest.mock import Mock
django.setup()
from toolkit.worker import process

def send_another(frame, event, argument):
    if event == "return":
        os.kill(os.getpid(), signal.SIGTERM)

def work(stop, clock):
    sys.setprofile(send_another)
    os.kill(os.getpid(), signal.SIGINT)
    assert stop.wait(60)

process.scheduler, process._work, process._do_long_jobs = Mock(), work, Mock()
process.run(publish=False)
sys.setprofile(None)
print("ended")
"""


def test_signals_during_a_signal_do_not_keep_the_worker_from_ending():
    done = run(sys.executable, "-c", WORKER, env=environment(DJANGO_SETTINGS_MODULE="alliance_site.settings.test"))
    assert (done.returncode, done.stdout.splitlines()[-1:], done.stderr) == (0, ["ended"], "")
