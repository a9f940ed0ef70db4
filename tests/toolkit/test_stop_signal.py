"""Long-running programs end cleanly on Ctrl-C, even if more signals arrive while they handle the first."""

import os
import subprocess
import sys

from deploy.stack.stack import ROOT

NESTED = """
import os, signal, sys

def send_another(frame, event, argument):
    if event == "return":
        os.kill(os.getpid(), signal.SIGTERM)

def send_many():
    sys.setprofile(send_another)
    os.kill(os.getpid(), signal.SIGINT)
"""
WORKER = """
import django
from unittest.mock import Mock
django.setup()
from toolkit.worker import process

def work(stop, clock):
    send_many()
    assert stop.wait(60)

process.scheduler, process._work, process._do_long_jobs = Mock(), work, Mock()
process.run(publish=False)
"""


def test_signals_during_a_signal_do_not_keep_the_worker_from_ending():
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "alliance_site.settings.test"}
    command = [sys.executable, "-c", f"{NESTED}\n{WORKER}\nsys.setprofile(None)\nprint('ended')"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=20, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1:], done.stderr) == (0, ["ended"], "")
