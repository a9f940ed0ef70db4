"""gunicorn behind nginx: `gunicorn --config deploy/gunicorn.conf.py alliance_site.wsgi`.

Each worker handles one request at a time, with one worker per core, which measured faster than threads. Each worker
keeps one database connection (`CONN_MAX_AGE`). nginx buffers slow clients.
"""

import os
from pathlib import Path

bind = os.environ.get("BIND", "127.0.0.1:8001")  # or unix:/run/site/public.sock
# One per core that this container may use, but at least two: nginx lets one password check through at a time, and the
# other worker of the editor's door serves editors in the meantime.
workers = int(os.environ.get("WEB_CONCURRENCY") or max(2, len(os.sched_getaffinity(0))))
worker_class = "sync"
preload_app = True  # workers share the loaded code: less memory, and they start again quickly
timeout = 30  # seconds before a worker is replaced; nginx has sent an error long before
graceful_timeout = 30  # seconds to finish current requests when the site stops
max_requests, max_requests_jitter = 10_000, 1_000  # limits memory leaks
if Path("/dev/shm").is_dir():  # noqa: S108 (only a heartbeat, which a slow disk would delay)
    worker_tmp_dir = "/dev/shm"  # noqa: S108 (as above)
limit_request_line = 8190  # as nginx
forwarder_headers = ""  # gunicorn trusts a SCRIPT_NAME header by default; X-Forwarded-* have other settings
control_socket_disable = True  # signals are enough

# nginx and the application log requests. gunicorn's own messages use the application's format.
accesslog = None
logger_class = "toolkit.monitoring.gunicorn.Logger"
