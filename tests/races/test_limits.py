"""The limits on signing in hold in every process, with Redis and when Redis goes away."""

import signal
from collections.abc import Iterator

import pytest
from django.db import connection

from tests.clients import Client, Response
from tests.needs import redis_server
from tests.people import create_user
from tests.servers import Process, Web, free_port

CODES_A_MINUTE = 3
EMAIL = "officer@example.org"


class Redis(Process):
    """A Redis of the test's own; it keeps nothing."""

    def __init__(self):
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        super().__init__(redis_server(), *options, "--appendonly", "no")


@pytest.fixture
def redis() -> Iterator[Redis]:
    server = Redis()
    yield server
    server.popen.send_signal(signal.SIGCONT)
    server.stop(signal.SIGKILL)


def ask_for_code(web: Web) -> Response:
    """Somebody with a new browser asks for a code; gunicorn hands it to either process."""
    client = Client(web.url)
    return client.submit(client.open_form("/accounts/login/", "login"), login=EMAIL)


def codes_mailed() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM mail_outgoingemail WHERE sensitive = %s", [True])
        return cursor.fetchone()[0]


def ask_often(web: Web, times: int) -> None:
    """Whatever the limit says, the answer looks the same and is never an error of ours."""
    for _ in range(times):
        answer = ask_for_code(web)
        assert answer.status in (200, 429), answer.text[:2000]


def test_limits_count_in_both_processes_on_the_database(start_web):
    create_user(email=EMAIL)
    web = start_web(workers=2)
    ask_often(web, 8)
    assert codes_mailed() == CODES_A_MINUTE


def test_limits_count_in_both_processes_with_redis(start_web, redis):
    create_user(email=EMAIL)
    web = start_web(workers=2, env={"REDIS_URL": redis.url})
    ask_often(web, 8)
    assert codes_mailed() == CODES_A_MINUTE


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP], ids=["gone", "silent"])
def test_f5_without_redis_the_database_counts(start_web, redis, how):
    create_user(email=EMAIL)
    web = start_web(workers=2, env={"REDIS_URL": redis.url})
    redis.popen.send_signal(how)
    ask_often(web, 8)
    assert codes_mailed() == CODES_A_MINUTE


def test_f5_a_limit_that_redis_had_counted_starts_anew_but_holds(start_web, redis):
    """Fails neither open nor with a 500: at most one more round of codes."""
    create_user(email=EMAIL)
    web = start_web(workers=2, env={"REDIS_URL": redis.url})
    ask_often(web, 5)
    assert codes_mailed() == CODES_A_MINUTE
    redis.popen.send_signal(signal.SIGKILL)
    ask_often(web, 8)
    assert CODES_A_MINUTE <= codes_mailed() <= 2 * CODES_A_MINUTE
