"""F3: the database crashes while mail goes out; the worker stays, and no mail is lost."""

from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings

from mail.tests.samples import wait_until
from tests.clusters import Cluster
from tests.servers import command, run_command

NUMBER = 200
QUEUE = f"""
from mail.outbox import Mail, queue
queue(*(Mail(kind="sample/note", to=f"p{{i}}@example.org", key=f"k/{{i}}", facts={{"title": "T"}})
        for i in range({NUMBER})))
"""


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    cluster = Cluster()
    yield cluster
    cluster.remove()


@pytest.mark.postgresql
def test_f3_postgresql_crashes_while_mail_goes_out(cluster, sink):
    env = {
        "DATABASE_URL": cluster.url,
        "DJANGO_SETTINGS_MODULE": "mail.tests.worker_settings",
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "SECRET_KEY": settings.SECRET_KEY,
        "VAR": str(settings.VAR),
    }
    run_command("migrate", "mail", "--skip-checks", env=env)
    run_command("shell", "-c", QUEUE, env=env)
    sink.each_takes = 0.01
    worker = command("run_worker", env=env)
    try:
        wait_until(lambda: len(sink.received) >= 20)
        cluster.restart("immediate")
        # A claim whose answer was lost holds its mails until the lease ends, a minute later.
        wait_until(lambda: _count(cluster, "sent") == NUMBER, within=100)
        assert worker.popen.poll() is None
        assert worker.stop() == 0
    finally:
        worker.stop()
    assert len(set(sink.addresses)) == NUMBER
    assert len(sink.received) <= NUMBER + 1
    assert len({mail.id for mail in sink.received}) == NUMBER


def _count(cluster: Cluster, state: str) -> int:
    with psycopg.connect(cluster.url) as link:
        query = "SELECT count(*) FROM mail_outgoingemail WHERE state = %s"
        return link.execute(query, [state]).fetchone()[0]
