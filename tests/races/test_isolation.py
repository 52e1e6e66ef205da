"""A PostgreSQL that would sell a seat twice: the site refuses to start on it."""

import pytest

from tests.races.conftest import server_environment
from tests.servers import ENDS_WITHIN_SECONDS, Web, run_command

REFUSAL = "PostgreSQL runs transactions as repeatable read: seats could be sold twice."


def test_c12_repeatable_read_refuses_to_start(throwaway_postgres):
    cluster = throwaway_postgres(default_transaction_isolation="repeatable read")
    web = Web(env=server_environment(cluster.url))
    try:
        assert web.popen.wait(ENDS_WITHIN_SECONDS) == 1
        assert REFUSAL in web.output
        assert "ALTER DATABASE" in web.output
    finally:
        web.stop()
    with pytest.raises(AssertionError, match=REFUSAL):
        run_command("migrate", env=server_environment(cluster.url))


def test_c12_read_committed_starts_and_outlives_a_crash(throwaway_postgres, start_web):
    cluster = throwaway_postgres()
    web = start_web(url=cluster.url)
    assert len(web.children) == 2
    assert cluster.restart("immediate") < 30
    assert "database system was not properly shut down" in cluster.log
