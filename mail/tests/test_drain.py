"""The drain against a mail server that refuses, hangs, hangs up and comes back."""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from mail import leases, outbox, tasks
from mail.models import OutgoingEmail
from mail.tests.samples import (
    CODE,
    S,
    create_code,
    create_mail,
    create_many,
    let_pass,
    states,
)
from mail.tests.sink import greeter
from tests.servers import free_port

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def waits(row: OutgoingEmail) -> timedelta:
    """For how long it waits from now, to the minute."""
    row.refresh_from_db()
    return timedelta(minutes=round((row.next_try_at - timezone.now()) / MINUTE))


def test_one_line_takes_many_mails_with_few_statements(smtp, django_assert_num_queries):
    create_many(40)
    # One look, then for each batch of 20: claim (BEGIN, SELECT, UPDATE, COMMIT) and a statement
    # for each mail; at last a claim that finds nothing. PostgreSQL adds a lock to each claim.
    lock = 1 if connection.vendor == "postgresql" else 0
    with django_assert_num_queries(1 + 2 * (4 + lock + 20) + 3 + lock):
        assert tasks.drain() == 40
    assert smtp.connections == 1
    assert states() == {S.SENT: 40}


def test_idle_costs_one_statement_and_no_connection(smtp, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert tasks.drain() == 0
    assert smtp.connections == 0


def test_codes_go_before_all_others(smtp):
    create_many(30)
    create_code(to="citizen@example.org")
    tasks.drain()
    assert smtp.addresses[0] == "citizen@example.org"


def test_f2_back_off_grows_and_the_eighth_failure_is_the_last(smtp):
    smtp.always["officer@example.org"] = "450 4.2.0 Greylisted"
    row = create_mail()
    expected = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 6 * HOUR]
    for number, wait in enumerate(expected, start=1):
        assert tasks.drain() == 1
        assert waits(row) == wait
        assert (row.state, row.attempts, row.error) == (
            S.QUEUED,
            number,
            "450 4.2.0 Greylisted",
        )
        assert tasks.drain() == 0
        let_pass(wait)
    tasks.drain()
    row.refresh_from_db()
    assert (row.state, row.attempts, row.next_try_at) == (S.FAILED, 8, None)


def test_f2_three_failures_then_it_goes(smtp):
    smtp.script["officer@example.org"] = ["451 Later", "data 452 Full", "450 Busy"]
    row = create_mail()
    for _ in range(4):
        tasks.drain()
        let_pass(HOUR)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error, row.lease) == (S.SENT, 3, "", "")
    assert len(smtp.received) == 1


def test_f2_a_template_that_fails_backs_off_and_holds_up_nobody(smtp):
    broken = create_mail(kind="sample/broken")
    create_mail(to="citizen@example.org")
    tasks.drain()
    assert waits(broken) == MINUTE
    assert broken.state == S.QUEUED
    assert smtp.addresses == ["citizen@example.org"]


def test_f4_k20_one_refused_address_fails_and_the_others_go_once(smtp):
    smtp.always["p1@example.org"] = "550 5.1.1 No such mailbox"
    create_many(3)
    tasks.drain()
    let_pass(HOUR)
    tasks.drain()
    assert smtp.addresses == ["p0@example.org", "p2@example.org"]
    row = OutgoingEmail.objects.get(to="p1@example.org")
    assert (row.state, row.attempts, row.error) == (S.FAILED, 1, "550 5.1.1 No such mailbox")
    assert smtp.connections == 1


def test_f4_k20_a_mail_refused_for_now_goes_again_unchanged_and_the_others_do_not(smtp):
    smtp.script["p1@example.org"] = ["450 Busy"]
    create_many(3)
    tasks.drain()
    let_pass(MINUTE)
    tasks.drain()
    assert smtp.addresses == ["p0@example.org", "p2@example.org", "p1@example.org"]
    row = OutgoingEmail.objects.get(to="p1@example.org")
    assert smtp.received[2].id == row.message_id


def test_f4_content_refused_for_good_is_a_dead_letter(smtp):
    smtp.script["officer@example.org"] = ["data 554 Looks like spam"]
    row = create_mail()
    tasks.drain()
    row.refresh_from_db()
    assert (row.state, row.error) == (S.FAILED, "554 Looks like spam")


def test_the_log_of_a_dead_letter_names_nobody(smtp, caplog):
    smtp.script["officer@example.org"] = ["550 <officer@example.org>: no such mailbox"]
    row = create_mail()
    tasks.drain()
    row.refresh_from_db()
    assert row.error == "550 <officer@example.org>: no such mailbox"
    assert f"Mail {row.pk} " in caplog.text
    assert "officer" not in caplog.text


def test_f4_server_not_there_counts_against_nobody(smtp, settings):
    create_many(30)
    settings.EMAIL_PORT = free_port()
    handled, server_down = tasks.take_turn()
    assert (handled, server_down) == (0, True)
    assert set(OutgoingEmail.objects.values_list("state", "attempts")) == {(S.QUEUED, 0)}
    assert "ConnectionRefused" in OutgoingEmail.objects.earliest("pk").error
    settings.EMAIL_PORT = smtp.port
    assert tasks.drain() == 30
    assert set(OutgoingEmail.objects.values_list("error", flat=True)) == {""}


@pytest.mark.parametrize("greeting", [b"421 Too busy\r\n", b"554 Go away\r\n", b""])
def test_f4_server_that_turns_everyone_away_or_hangs_counts_against_nobody(
    smtp, settings, greeting
):
    create_many(3)
    with greeter(greeting) as settings.EMAIL_PORT:
        assert tasks.take_turn() == (0, True)
    assert set(OutgoingEmail.objects.values_list("state", "attempts")) == {(S.QUEUED, 0)}


def test_f4_421_in_the_middle_stops_the_batch_and_counts_against_nobody(smtp):
    smtp.script["p0@example.org"] = ["421 Shutting down"]
    create_many(3)
    assert tasks.take_turn() == (0, True)
    assert set(OutgoingEmail.objects.values_list("state", "attempts")) == {(S.QUEUED, 0)}
    assert tasks.take_turn() == (3, False)
    assert smtp.addresses == ["p0@example.org", "p1@example.org", "p2@example.org"]


def test_f4_a_server_that_takes_some_mails_a_connection_gets_a_new_one(smtp):
    smtp.script["p2@example.org"] = ["421 Enough for now"]
    smtp.script["p5@example.org"] = ["hang up"]
    create_many(8)
    assert tasks.take_turn() == (8, False)
    assert smtp.connections == 3
    assert set(OutgoingEmail.objects.values_list("state", "attempts")) == {(S.SENT, 0)}
    assert len(smtp.received) == 8


def test_f4_a_mail_at_which_the_server_hangs_up_is_put_off_and_the_rest_goes(smtp):
    smtp.script["p0@example.org"] = ["hang up"]
    create_many(3)
    assert tasks.take_turn() == (1, True)
    assert waits(OutgoingEmail.objects.get(to="p0@example.org")) == MINUTE
    assert tasks.take_turn() == (2, False)


def test_f4_a_server_that_hangs_is_left_after_the_timeout(smtp):
    smtp.script["p0@example.org"] = ["hang"]
    create_many(2)
    started = time.monotonic()
    tasks.drain()
    assert time.monotonic() - started < 5
    tasks.drain()
    let_pass(MINUTE)
    tasks.drain()
    assert smtp.addresses == ["p1@example.org", "p0@example.org"]


@pytest.mark.parametrize("fault", ["lost", "slow"])
def test_f4_a_lost_answer_makes_one_copy_with_the_same_message_id(smtp, fault):
    smtp.script["officer@example.org"] = [fault]
    row = create_mail()
    tasks.drain()
    assert waits(row) == MINUTE
    let_pass(MINUTE)
    tasks.drain()
    row.refresh_from_db()
    assert row.state == S.SENT
    assert [mail.id for mail in smtp.received] == [row.message_id] * 2


def test_f4_an_answer_lost_twice_ends_it_for_it_may_have_arrived(smtp):
    smtp.always["officer@example.org"] = "lost"
    row = create_mail()
    for _ in range(10):
        tasks.drain()
        let_pass(6 * HOUR)
    row.refresh_from_db()
    assert row.state == S.FAILED
    assert "may have arrived" in row.error
    assert len(smtp.received) == 2


def test_f4_our_own_address_refused_holds_the_queue_not_the_mails(smtp):
    async def refuse(server, session, envelope, address, options):
        return "550 You may not send from here"

    smtp.handle_MAIL = refuse
    create_many(3)
    assert tasks.take_turn() == (1, True)
    assert sorted(OutgoingEmail.objects.values_list("state", "attempts")) == [
        (S.QUEUED, 0),
        (S.QUEUED, 0),
        (S.QUEUED, 1),
    ]


def test_queueing_does_not_wait_for_the_mail_server(smtp, settings):
    with greeter() as settings.EMAIL_PORT:
        started = time.monotonic()
        create_mail()
        assert time.monotonic() - started < 1


def test_a_code_is_wiped_once_sent(smtp):
    row = create_code()
    tasks.drain()
    assert CODE in smtp.received[0].message.get_content()
    row.refresh_from_db()
    assert (row.state, row.facts, row.text, row.html, row.subject) == (S.SENT, {}, "", "", "")
    assert row.purged_at
    assert str(row) == "A code or a sign-in link"


def test_a_code_that_fails_or_comes_too_late_is_wiped(smtp):
    smtp.always["a@example.org"] = "550 No"
    smtp.always["b@example.org"] = "450 Later"
    create_code(to="a@example.org")
    create_code(to="b@example.org", not_after=timezone.now() + 30 * timedelta(seconds=1))
    create_code(to="c@example.org", not_after=timezone.now())
    tasks.drain()
    assert set(OutgoingEmail.objects.values_list("to", "state")) == {
        ("a@example.org", S.FAILED),
        ("b@example.org", S.DROPPED),  # its next try would be too late
        ("c@example.org", S.DROPPED),
    }
    assert all(row.facts == {} for row in OutgoingEmail.objects.all())
    assert smtp.received == []


def test_what_waits_too_long_is_dropped_though_it_is_not_its_turn():
    create_code(to="a@example.org", not_after=timezone.now())
    create_mail(to="b@example.org", not_after=timezone.now() - HOUR)
    create_mail(to="c@example.org", not_after=timezone.now() + HOUR)
    OutgoingEmail.objects.update(next_try_at=timezone.now() + HOUR)
    assert leases.drop_late() == 2
    assert OutgoingEmail.objects.get(to="a@example.org").facts == {}
    assert OutgoingEmail.objects.get(to="b@example.org").state == S.DROPPED
    assert OutgoingEmail.objects.get(to="c@example.org").state == S.QUEUED


def test_an_error_in_making_a_code_does_not_tell_it():
    row = create_mail(kind="sample/broken", sensitive=True, facts={"code": CODE})
    tasks.drain()
    row.refresh_from_db()
    assert row.error
    assert CODE not in row.error
    assert " " not in row.error


def test_f1_a_lapsed_lease_is_claimed_again_and_counted_only_when_tried(smtp):
    create_many(3)
    leases.claim(3)
    assert tasks.drain() == 0
    let_pass(timedelta(seconds=61))
    assert tasks.drain() == 3
    assert set(OutgoingEmail.objects.values_list("state", "attempts")) == {(S.SENT, 1)}


def test_f1_a_mail_that_kills_every_worker_is_given_up_and_the_next_goes(smtp):
    bad, good = create_mail(to="bad@example.org"), create_mail(to="good@example.org")
    for _ in range(8):
        first, _second = leases.claim(20)
        assert first == bad
        if first.was_lapsed:
            leases.count_lapse(first)
        let_pass(timedelta(seconds=61))  # for here the worker died
    assert tasks.drain() == 2
    bad.refresh_from_db()
    good.refresh_from_db()
    assert (bad.state, bad.attempts, bad.error) == (S.FAILED, 8, "Each try was broken off.")
    assert (good.state, good.attempts) == (S.SENT, 1)


def test_no_sending_begins_with_too_little_of_the_lease_left(smtp):
    create_many(2)
    rows = leases.claim(2)
    for row in rows:
        row.next_try_at -= timedelta(seconds=6)
    line = tasks.Line()
    line.open()
    assert tasks._work(rows, line, stop=lambda: False) == 0
    line.close()
    assert smtp.received == []
    assert tasks.drain() == 2


def test_a_worker_whose_lease_ended_writes_nothing(smtp):
    create_mail()
    (mine,) = leases.claim(1)
    let_pass(timedelta(seconds=61))
    (theirs,) = leases.claim(1)
    leases.fail(mine, "too slow")
    theirs.refresh_from_db()
    assert theirs.state == S.SENDING


def test_stopping_gives_back_what_was_not_tried(smtp):
    create_many(5)
    asked = iter([False, False, False, True, True])
    assert tasks.take_turn(stop=lambda: next(asked))[0] == 2
    assert states() == {S.SENT: 2, S.QUEUED: 3}
    assert OutgoingEmail.objects.due(timezone.now()).count() == 3


def test_abort_comes_too_late_for_a_mail_in_hand():
    create_mail()
    (row,) = leases.claim(1)
    with pytest.raises(outbox.MailRefused):
        outbox.abort(row, by="Dana")
