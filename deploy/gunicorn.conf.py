"""How gunicorn runs the site, behind nginx: `gunicorn --config deploy/gunicorn.conf.py alliance_site.wsgi`.

One request at a time in each worker, one worker a core: measured faster here than threads, and each worker keeps one
connection to the database (`CONN_MAX_AGE`), so their number is the number of connections. nginx takes the slow clients.
"""

import os
from pathlib import Path

bind = os.environ.get("BIND", "127.0.0.1:8001")  # or unix:/run/site/gunicorn.sock
# In a container that may use less than the machine has: as many as it may use. Two at least: nginx lets one password at
# a time be checked, and the other worker answers visitors meanwhile.
workers = int(os.environ.get("WEB_CONCURRENCY") or max(2, len(os.sched_getaffinity(0))))
worker_class = "sync"
timeout = 30  # seconds, then the worker is replaced; whoever asked was told by nginx long before
graceful_timeout = 30  # what was begun is finished when the site is stopped or updated
max_requests, max_requests_jitter = 10_000, 1_000  # a leak ends with its worker
if Path("/dev/shm").is_dir():  # noqa: S108 (only a heartbeat; on a disk that is slow it could seem late)
    worker_tmp_dir = "/dev/shm"  # noqa: S108 (as above)
limit_request_line = 8190  # as nginx
forwarder_headers = ""  # gunicorn's default believes a header SCRIPT_NAME; X-Forwarded-* are another setting
control_socket_disable = True  # nobody talks to it but by signals

# nginx logs the requests, the application what it did; gunicorn's own lines look like the application's.
accesslog = None
logger_class = "toolkit.monitoring.gunicorn.Logger"
