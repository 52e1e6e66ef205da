"""Real servers on the committed test database, and a PostgreSQL that a test may break."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connection

from tests.clusters import Cluster
from tests.servers import Web


def database_url() -> str:
    """DATABASE_URL of the test database of this run."""
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

    Options: those of `Web` (wsgi="tests.races.unsafe:application", workers, threads), `env` for
    more environment, and `url` for another database. Everything is ended after the test.
    """
    started: list[Web] = []

    def start(*, url: str = "", env: dict[str, str] | None = None, **options) -> Web:
        environment = server_environment(url or database_url()) | (env or {})
        started.append(Web(env=environment, **options))
        return started[-1].wait()

    yield start
    for web in started:
        web.stop()


@pytest.fixture
def web(start_web) -> Web:
    """The plain server: two worker processes with two threads each."""
    return start_web()


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
