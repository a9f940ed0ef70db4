"""The store of uploads (S3) accepts requests and answers none, while a document waits to be published."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import boto3

from deploy.nginx.server import free_port, listens

GONE = 15  # seconds
PATIENCE = 150  # seconds; what failed is tried again each minute
BUCKET = "media"
# Of a store on this machine, which asks for none.
KEYS = {"AWS_ACCESS_KEY_ID": "trial", "AWS_SECRET_ACCESS_KEY": "trial", "AWS_DEFAULT_REGION": "us-west-1"}
UPLOAD = """
from django.core.files.base import ContentFile
from media.models import SiteDocument
print(SiteDocument.objects.create(title="Trial", file=ContentFile(b"A trial.", name="trial.txt")).url)
"""
DELETE = "from media.models import SiteDocument; SiteDocument.objects.get(title='Trial').delete()"


def run(trial):
    stack = trial.stack
    with store(stack) as (process, environment), using(stack, environment):
        stack.processes["worker"].stop()
        address = stack.manage("shell", "-v", "0", "-c", UPLOAD).split()[-1]
        file = Path(f"{stack.published}/site{address}")
        try:
            os.kill(process.pid, signal.SIGSTOP)
            stack.processes["worker"].start()
            trial.change()
            time.sleep(GONE)
            if file.exists():
                trial.wrong.append("the store was not gone")
        finally:
            os.kill(process.pid, signal.SIGCONT)
        if not trial.until(file.is_file, PATIENCE):
            trial.wrong.append("the document was not published")
        stack.manage("shell", "-v", "0", "-c", DELETE)
        if not trial.until(trial.nothing_waits):
            trial.wrong.append("the document's end was not published")


@contextmanager
def store(stack):
    """A store with the stack's uploads: its process, and the environment of who uses it."""
    port = free_port()
    environment = {**KEYS, "MEDIA_BUCKET": BUCKET, "AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{port}"}
    with (stack.logs / "store.log").open("ab") as log:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
        process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 (moto of this environment, on a port of ours)
    try:
        while not listens(port):
            if process.poll() is not None:
                raise RuntimeError(f"The store did not start: see {stack.logs}/store.log")
            time.sleep(0.1)
        client = boto3.client(
            "s3",
            endpoint_url=environment["AWS_ENDPOINT_URL_S3"],
            region_name=KEYS["AWS_DEFAULT_REGION"],
            aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
        )
        client.create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": KEYS["AWS_DEFAULT_REGION"]}
        )
        for file in stack.media.rglob("*"):
            if file.is_file():
                client.upload_file(str(file), BUCKET, str(file.relative_to(stack.media)))
        yield process, environment
    finally:
        process.kill()
        process.wait()


@contextmanager
def using(stack, environment):
    """Application and worker run with `environment` too, and then as before."""
    before, processes = stack.environment, [stack.processes[name] for name in ("gunicorn", "worker")]

    def restart(environment):
        stack.environment = environment
        for process in processes:
            process.stop()
            process.environment = environment
            process.start()
        stack.wait_until_answered(f"http://{stack.application}/healthz")

    restart({**before, **environment})
    try:
        yield
    finally:
        restart(before)
