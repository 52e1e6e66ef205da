"""The row of a mail: written once, cleaned, replaced, taken back, sent again, emptied."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from mail import outbox, tasks
from mail.models import OutgoingEmail
from mail.outbox import Mail, MailRefused
from mail.tests.samples import S, create_code, create_mail, let_pass

pytestmark = pytest.mark.django_db


def test_queue_writes_all_mails_in_one_statement(django_assert_num_queries):
    mails = [Mail(kind="sample/note", to=f"p{i}@example.org", key=f"a/{i}") for i in range(3)]
    with django_assert_num_queries(1):
        assert outbox.queue(*mails) == 3
    assert OutgoingEmail.objects.count() == 3


def test_a_key_tells_a_thing_once():
    create_mail(key="registration/1/1", facts={"title": "First"})
    create_mail(key="registration/1/1", facts={"title": "Second"})
    assert OutgoingEmail.objects.get().facts == {"title": "First"}


def test_nothing_is_queued_where_the_transaction_is_rolled_back():
    with pytest.raises(RuntimeError), transaction.atomic():
        create_mail()
        raise RuntimeError
    assert not OutgoingEmail.objects.exists()


def test_names_and_addresses_lose_line_ends_and_control_characters():
    row = create_mail(to="a@example.org\r\nBcc: b@example.org", to_name="Ann\r\nBcc: x\x00\u2028y")
    assert row.to == "a@example.orgBcc:b@example.org"
    assert row.to_name == "Ann Bcc: x y"


def test_k13_facts_lose_what_no_database_holds():
    row = create_mail(facts={"title": "a\x00b", "deep": [{"c": "d\ud800e\nf"}], "n": 1})
    assert row.facts == {"title": "ab", "deep": [{"c": "de\nf"}], "n": 1}


def test_a_key_that_is_too_long_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="too long"):
        create_mail(key="x" * 201)


def test_replace_puts_new_facts_in_the_place_of_a_mail_that_waits():
    old = create_mail(key="reminder/1", facts={"title": "At 8"})
    later = Mail(kind="sample/note", to=old.to, key="reminder/1", facts={"title": "At 9"})
    assert outbox.replace("reminder/1", later) is True
    row = OutgoingEmail.objects.get()
    assert (row.pk, row.facts, row.state) == (old.pk, {"title": "At 9"}, S.QUEUED)
    assert row.message_id != old.message_id


def test_replace_does_not_touch_a_mail_that_went():
    old = create_mail(key="reminder/1")
    tasks.drain()
    assert outbox.replace("reminder/1", Mail(kind="sample/note", to=old.to, key="reminder/1")) is (
        False
    )
    assert OutgoingEmail.objects.get().state == S.SENT


def test_withdraw_takes_back_only_what_waits():
    create_mail(key="a")
    tasks.drain()
    create_mail(key="b")
    assert outbox.withdraw(["a", "b", "c"]) == 1
    assert dict(OutgoingEmail.objects.values_list("key", "state")) == {"a": S.SENT, "b": S.ABORTED}
    assert tasks.drain() == 0


def test_resend_sends_the_same_facts_under_a_new_key(mailoutbox):
    first = create_mail(key="registration/1/1", topic="event/3", related="registration/1")
    tasks.drain()
    again = outbox.resend(first, by="Dana Coordinator")
    assert (again.key, again.facts, again.topic, again.related, again.asked_by) == (
        "registration/1/1/again-1",
        first.facts,
        "event/3",
        "registration/1",
        "Dana Coordinator",
    )
    tasks.drain()
    third = outbox.resend(again, by="Dana Coordinator")
    assert third.key == "registration/1/1/again-2"
    assert [mail.subject for mail in mailoutbox] == ["You have a place"] * 2


def test_resend_refuses_with_a_reason():
    waiting, code, old = create_mail(), create_code(), create_mail(to="old@example.org")
    late = create_mail(to="late@example.org", not_after=timezone.now() + timedelta(hours=1))
    with pytest.raises(MailRefused, match="still waits"):
        outbox.resend(waiting, by="Dana")
    tasks.drain()
    outbox.purge(timezone.now() + timedelta(days=31))
    OutgoingEmail.objects.filter(pk=late.pk).update(not_after=timezone.now(), purged_at=None)
    for row, reason in ((code, "never sent again"), (old, "deleted"), (late, "out of date")):
        with pytest.raises(MailRefused, match=reason):
            outbox.resend(row, by="Dana")


def test_abort_stops_a_mail_that_waits_and_says_who_did():
    row = outbox.abort(create_mail(), by="Dana Coordinator")
    assert (row.state, row.error) == (S.ABORTED, "Stopped by Dana Coordinator.")
    assert tasks.drain() == 0
    with pytest.raises(MailRefused, match="does not wait"):
        outbox.abort(row, by="Dana Coordinator")


def test_abort_wipes_a_code():
    row = outbox.abort(create_code(), by="Dana Coordinator")
    assert (row.state, row.facts) == (S.ABORTED, {})


def test_bodies_are_purged_after_30_days_and_the_rest_stays():
    create_mail(key="old")
    tasks.drain()
    OutgoingEmail.objects.update(sent_at=timezone.now() - timedelta(days=31))
    create_mail(key="new")
    tasks.drain()
    create_mail(key="waiting")
    OutgoingEmail.objects.filter(key="waiting").update(
        created_at=timezone.now() - timedelta(days=31)
    )
    assert outbox.purge() == 1
    assert outbox.purge() == 0
    old = OutgoingEmail.objects.get(key="old")
    assert (old.facts, old.text, old.html, old.calendar) == ({}, "", "", "")
    assert (old.subject, old.to, old.state) == ("You have a place", "officer@example.org", S.SENT)
    new = OutgoingEmail.objects.get(key="new")
    assert new.facts and new.text and new.html and not new.purged_at
    assert OutgoingEmail.objects.get(key="waiting").facts


def test_dead_letters_are_purged_too():
    create_mail(to="no address")
    tasks.drain()
    assert OutgoingEmail.objects.get().state == S.FAILED
    assert outbox.purge(timezone.now() + timedelta(days=31)) == 1


def test_the_database_keeps_settled_mails_out_of_the_queue():
    create_mail()
    let_pass(timedelta())
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingEmail.objects.update(state=S.SENT)
