"""F13: each person reads their mails in the order of what happened, whatever piled up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mail import tasks
from mail.models import OutgoingEmail
from mail.tests.samples import S, create_code, create_mail, create_many, let_pass, states

MINUTE = timedelta(minutes=1)


@pytest.mark.django_db
def test_f13_a_later_mail_waits_for_an_earlier_one_to_the_same_person(smtp):
    smtp.script["officer@example.org"] = ["450 Busy"]
    first, second = create_mail(), create_mail()
    create_mail(to="citizen@example.org")
    tasks.drain()
    assert smtp.addresses == ["citizen@example.org"]
    second.refresh_from_db()
    assert (second.state, second.attempts) == (S.QUEUED, 0)
    let_pass(MINUTE)
    tasks.drain()
    assert [mail.id for mail in smtp.of("officer@example.org")] == [
        first.message_id,
        second.message_id,
    ]


@pytest.mark.django_db
def test_f13_a_code_does_not_wait_for_news(smtp):
    smtp.script["officer@example.org"] = ["450 Busy"]
    create_mail()
    tasks.drain()
    code = create_code(to="officer@example.org")
    tasks.drain()
    assert [mail.id for mail in smtp.received] == [code.message_id]


@pytest.mark.django_db
def test_f13_what_waits_for_hours_holds_back_nothing(smtp):
    smtp.always["officer@example.org"] = "450 Busy"
    create_mail()
    for _ in range(5):
        tasks.drain()
        let_pass(timedelta(hours=1))
    del smtp.always["officer@example.org"]
    news = create_mail()
    tasks.drain()
    assert [mail.id for mail in smtp.received] == [news.message_id]


@pytest.mark.django_db
def test_f13_a_mail_in_another_workers_hand_holds_back_the_next(smtp):
    create_mail()
    OutgoingEmail.objects.update(
        state=S.SENDING, lease="other", next_try_at=timezone.now() + MINUTE
    )
    create_mail()
    assert tasks.drain() == 0


@pytest.mark.django_db
@pytest.mark.soak
def test_f13_backlog_goes_out_in_order_per_person_and_drops_what_is_too_late(smtp, soaking):
    number = 10_000 if soaking else 500
    smtp.script["p3@example.org"] = ["450 Busy"]
    smtp.script["p5@example.org"] = ["450 Busy", "450 Busy"]

    def each(i: int) -> dict:
        too_late = timezone.now() - MINUTE if i % 10 == 9 else None
        return {"to": f"p{i % 50}@example.org", "not_after": too_late}

    create_many(number, each=each)
    for _ in range(4):
        while tasks.drain():
            pass
        let_pass(timedelta(minutes=5))
    assert states() == {S.SENT: number * 9 // 10, S.DROPPED: number // 10}
    assert len(smtp.received) == number * 9 // 10
    order = dict(OutgoingEmail.objects.values_list("message_id", "pk"))
    for person in range(50):
        came = [order[mail.id] for mail in smtp.of(f"p{person}@example.org")]
        assert came == sorted(came)
