"""A mail server that does as it is told, sample mails, and workers as real processes."""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as project
from django.db import connection

from mail import backends
from mail.tests.sink import Sink
from tests.servers import Process, command


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server on loopback; `sink.script` tells it whom to refuse, and how."""
    sink = Sink().start()
    yield sink
    sink.stop()


@pytest.fixture
def smtp(sink, settings, monkeypatch) -> Sink:
    """The sink, with the site set up to send to it; it waits 1 s for an answer."""
    settings.EMAIL_BACKEND = "mail.backends.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    settings.EMAIL_TIMEOUT = 1
    monkeypatch.setattr(backends._TellsWhatWasHandedOver, "answer_within", 1)
    return sink


@pytest.fixture(autouse=True)
def sample_templates(settings) -> None:
    """The kinds of mail that the tests send: "sample/note" and "sample/code"."""
    templates = copy.deepcopy(project.TEMPLATES)
    templates[0]["DIRS"].append(Path(__file__).parent / "templates")
    settings.TEMPLATES = templates


@pytest.fixture
def start_worker(transactional_db, sink) -> Iterator[Callable[..., Process]]:
    """Starts `run_worker` on the test database; its mail goes to the sink."""
    started: list[Process] = []
    env = {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "mail.tests.worker_settings",
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "SECRET_KEY": project.SECRET_KEY,
        "VAR": str(project.VAR),
    }

    def start(*arguments: str) -> Process:
        started.append(command("run_worker", *arguments, env=env))
        return started[-1]

    yield start
    for worker in started:
        worker.stop()


def database_url() -> str:
    """DATABASE_URL of the test database of this run."""
    server = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{server['NAME']}"
    user = server["USER"] + (f":{server['PASSWORD']}" if server["PASSWORD"] else "")
    return f"postgres://{user}@{server['HOST']}:{server['PORT'] or 5432}/{server['NAME']}"
