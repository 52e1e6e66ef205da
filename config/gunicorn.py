"""gunicorn's settings: two processes with two threads, which beat more threads on heavy pages.

Anything here can be overruled by GUNICORN_CMD_ARGS, the number of processes by WEB_CONCURRENCY.
"""

import gc
import logging
import os
from io import StringIO
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connections

from config.logs import WithoutKeys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
gc.disable()  # until the fork: what is loaded here stays, and looking through it takes time

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 2
preload_app = True  # Django is loaded once, and its memory shared
timeout = 60  # above the 20 s that SQLite may wait for its write lock
graceful_timeout = 10
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
# No log of requests, as gunicorn has it. Whoever asks for one (--access-logfile -) learns what was
# asked and what came of it, never by whom: no address, no browser, no page before, no query.
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "warning")


def on_starting(server) -> None:
    """Refuses to start where a check fails: an unsafe setting, a database that could oversell."""
    django.setup()
    logging.getLogger("gunicorn.access").addFilter(WithoutKeys())
    try:
        call_command("check", databases=["default"], stdout=StringIO(), stderr=StringIO())
    except SystemCheckError as error:
        raise RuntimeError(str(error)) from None  # gunicorn prints it and exits with 1
    finally:
        connections.close_all()  # no connection may pass the fork into the workers
    # No system check: `migrate` and the others work without, and may come first.
    if not (settings.DEBUG or (settings.STATIC_ROOT / "staticfiles.json").exists()):
        raise RuntimeError(
            f"No style sheets and scripts in {settings.STATIC_ROOT}.\n"
            "\tHINT: Run: python manage.py collectstatic --noinput"
        )


def pre_fork(server, worker) -> None:
    """Lets no collection touch what was loaded: a touched page is shared no longer."""
    gc.freeze()


def post_fork(server, worker) -> None:
    """Collects what this worker makes itself."""
    gc.enable()
