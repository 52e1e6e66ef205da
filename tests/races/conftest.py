"""Real servers on the committed test database, and a PostgreSQL that a test may break.

A test that uses `promises_hold` is followed by every check of the database that there is.
"""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connection

from tests.clusters import Cluster
from tests.races import aftermath
from tests.servers import Web

FIGURES: list[str] = []


def database_url() -> str:
    """DATABASE_URL of the database that this process is connected to."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    server = connection.settings_dict
    user = server["USER"] + (f":{server['PASSWORD']}" if server["PASSWORD"] else "")
    return f"postgres://{user}@{server['HOST']}:{server['PORT'] or 5432}/{name}"


def server_environment(url: str) -> dict[str, str]:
    """What a server on the database `url` needs to run beside the tests."""
    return {"DATABASE_URL": url, "VAR": str(settings.VAR), "SECRET_KEY": settings.SECRET_KEY}


@pytest.fixture
def start_web(transactional_db, django_db_serialized_rollback) -> Iterator[Callable[..., Web]]:
    """`start_web(**options)` starts gunicorn on the test database and waits for it.

    Options: those of `Web` (wsgi="tests.races.naive_wsgi:application", workers, threads), `env`
    for more environment, and `url` for another database. Everything is ended after the test.
    """
    started: list[Web] = []

    def start(*, url: str = "", env: dict[str, str] | None = None, **options) -> Web:
        environment = server_environment(url or database_url()) | (env or {})
        started.append(Web(env=environment, **options))
        return started[-1].wait()

    yield start
    try:
        if started:
            assert aftermath.left_in_transaction() == []
    finally:
        for web in started:
            web.stop()


@pytest.fixture
def web(start_web) -> Web:
    """The plain server: two worker processes with two threads each."""
    return start_web()


@pytest.fixture
def promises_hold(transactional_db, django_db_serialized_rollback) -> Iterator[None]:
    """After the test, when its servers are gone, every invariant holds and no page is broken."""
    yield
    aftermath.check()


@pytest.fixture
def throwaway_postgres() -> Iterator[Callable[..., Cluster]]:
    """`throwaway_postgres(default_transaction_isolation="repeatable read")` -> Cluster."""
    started: list[Cluster] = []

    def start(**options: str) -> Cluster:
        started.append(Cluster(**options))
        return started[-1]

    yield start
    for cluster in started:
        cluster.remove()


@pytest.fixture
def figure() -> Callable[[str], None]:
    """`figure("50 registrations, 31 a second")`: told at the end of the run, judged by nobody."""
    return FIGURES.append


def pytest_terminal_summary(terminalreporter):
    """What the races measured on the way."""
    for line in FIGURES:
        terminalreporter.write_line(f"{connection.vendor}: {line}")
