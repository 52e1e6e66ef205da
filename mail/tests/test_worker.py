"""The worker as a process: killed, doubled, stopped; and the files it leaves without SMTP."""

import itertools
import os
import random
import signal
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from mail import leases, tasks
from mail.backends import EmlFileBackend
from mail.management.commands.run_worker import Pulse
from mail.models import Heartbeat, OutgoingEmail
from mail.tests.samples import (
    S,
    create_code,
    create_mail,
    create_many,
    let_pass,
    states,
    wait_until,
)


def each_went(sink, number: int, kills: int) -> None:
    """Every mail arrived; at most one copy too many a kill, under the same Message-ID."""
    rows = dict(OutgoingEmail.objects.values_list("to", "message_id"))
    copies = Counter(mail.to for mail in sink.received)
    assert set(copies) == set(rows)
    assert len(sink.received) - number <= kills
    assert {(mail.to, mail.id) for mail in sink.received} == set(rows.items())


@pytest.mark.soak
def test_f1_worker_killed_while_200_mails_go_out(start_worker, sink, soaking):
    kills, number = (20 if soaking else 3), 200
    chance = random.Random(7)
    sink.each_takes = 0.01
    create_many(number)
    for _ in range(kills):
        worker = start_worker()
        point = min(len(sink.received) + chance.randint(1, number // kills), number)
        wait_until(lambda point=point: len(sink.received) >= point)
        time.sleep(chance.random() * 0.02)
        os.kill(worker.pid, signal.SIGKILL)
        worker.popen.wait()
        let_pass(timedelta(seconds=61))
    start_worker()
    wait_until(lambda: states() == {S.SENT: number})
    each_went(sink, number, kills)


def test_f15_two_workers_send_each_mail_once(start_worker, sink):
    sink.each_takes = 0.002
    create_many(200, each=lambda i: {"to": f"p{i % 40}@example.org"})
    workers = [start_worker(), start_worker()]
    wait_until(lambda: states() == {S.SENT: 200})
    assert [worker.stop() for worker in workers] == [0, 0]
    order = dict(OutgoingEmail.objects.values_list("message_id", "pk"))
    assert Counter(mail.id for mail in sink.received) == dict.fromkeys(order, 1)
    for person in range(40):
        came = [order[mail.id] for mail in sink.of(f"p{person}@example.org")]
        assert came == sorted(came)


def test_sigterm_ends_after_the_mail_in_hand_and_gives_back_the_rest(start_worker, sink):
    sink.each_takes = 0.05
    create_many(60)
    worker = start_worker()
    wait_until(lambda: len(sink.received) >= 5)
    assert worker.stop() == 0
    assert set(states()) == {S.SENT, S.QUEUED}
    assert states()[S.SENT] == len(sink.received)
    assert OutgoingEmail.objects.due(timezone.now()).count() == states()[S.QUEUED]
    sink.each_takes = 0
    start_worker()
    wait_until(lambda: states() == {S.SENT: 60})
    each_went(sink, 60, kills=0)


def test_a_worker_picks_up_what_is_queued_and_says_that_it_lives(start_worker, sink):
    start_worker()
    wait_until(lambda: Heartbeat.is_fresh("worker"))
    code = create_code()
    wait_until(lambda: states() == {S.SENT: 1}, within=5)
    assert sink.received[0].id == code.message_id


def test_once_sends_what_is_due_and_ends(start_worker, sink):
    create_many(3)
    worker = start_worker("--once")
    assert worker.popen.wait(60) == 0, worker.output
    assert states() == {S.SENT: 3}


def test_once_in_the_same_process(db, mailoutbox):
    create_many(3)
    call_command("run_worker", "--once")
    assert len(mailoutbox) == 3
    assert Heartbeat.is_fresh("worker")


def test_a_worker_that_hangs_falls_silent(transactional_db):
    pulse = Pulse("worker")
    pulse._last = time.monotonic() - Pulse.HANGS_AFTER - 1
    pulse.start()
    pulse.stop()
    assert not Heartbeat.is_fresh("worker")


def test_f3_a_database_that_comes_back_is_waited_for(smtp, transactional_db, monkeypatch):
    create_mail()
    (row,) = leases.claim(1)
    answers = itertools.chain([OperationalError("the server closed"), OperationalError("no")])
    update = OutgoingEmail.objects.all().__class__.update

    def flaky(queryset, **columns):
        if error := next(answers, None):
            raise error
        return update(queryset, **columns)

    monkeypatch.setattr(OutgoingEmail.objects.all().__class__, "update", flaky)
    line = tasks.Line()
    line.open()
    assert tasks._work([row], line, stop=lambda: False) == 1
    line.close()
    row.refresh_from_db()
    assert row.state == S.SENT
    assert len(smtp.received) == 1


def test_each_mail_is_a_file_that_is_whole_and_sorts_by_time(tmp_path):
    backend = EmlFileBackend(file_path=tmp_path / "mail")
    mails = [EmailMessage(subject=f"Mail {i}", body="a\nb", to=["a@example.org"]) for i in range(5)]
    assert backend.send_messages(mails[:2]) + backend.send_messages(mails[2:]) == 5
    files = sorted((tmp_path / "mail").iterdir())
    assert [file.suffix for file in files] == [".eml"] * 5
    for number, file in enumerate(files):
        content = file.read_bytes()
        assert f"Subject: Mail {number}\r\n".encode() in content
        assert content.count(b"\n") == content.count(b"\r\n")


def test_a_full_disk_loses_no_mail_and_leaves_no_half_file(db, settings, tmp_path, monkeypatch):
    settings.EMAIL_BACKEND = "mail.backends.EmlFileBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    create_mail()

    def full(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mail.backends.os.replace", full)
    assert tasks.take_turn() == (1, True)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    let_pass(timedelta(minutes=1))
    assert tasks.drain() == 1
    assert len(list(tmp_path.iterdir())) == 1
