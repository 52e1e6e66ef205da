"""gunicorn's settings: two processes with two threads, which beat more threads on heavy pages.

Anything here can be overruled by GUNICORN_CMD_ARGS, the number of processes by WEB_CONCURRENCY.
"""

import os
from pathlib import Path

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 2
preload_app = True  # Django is loaded once, and its memory shared
timeout = 60  # above the 20 s that SQLite may wait for its write lock
graceful_timeout = 10
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "warning")
