"""The same for many people: what is foreseen is what happens, once each, whatever dies."""

from datetime import timedelta

import pytest
import time_machine

from events import bulk, registrations
from events.bulk import BulkRefused
from events.invariants import breaches
from events.models import BulkItem, BulkRun, Event, EventChange, Registration, Transition
from events.tests.factories import (
    create_affiliation,
    create_event,
    create_registration,
    create_staff,
    create_user_person,
)
from mail.models import OutgoingEmail
from tests.people import create_person, create_user

pytestmark = pytest.mark.django_db
S = Registration.State
Act = BulkRun.Act


@pytest.fixture
def staff():
    return create_staff()


def responder(event: Event, *, checked: bool = True, reached: bool = True) -> Registration:
    """Someone whose agency is known, or who has to be checked first."""
    person = create_user_person() if reached else create_person(contact_email="")
    tie = create_affiliation(person=person, verified=not checked)
    return create_registration(event=event, person=person, affiliation=tie)


def begin(event: Event, act: str, places, staff, reason: str = "Phoned.") -> BulkRun:
    """Chosen, looked at and pressed; nothing is done yet."""
    run = bulk.choose(event, act=act, places=[one.pk for one in places], by=staff)
    if act == Act.MAIL:
        bulk.write(run, subject="Where to park", text="Please park in lot C.")
    return bulk.start(run, by=staff, seen=bulk.foresee(run).seen, reason=reason)


def states(places) -> list[str]:
    rows = {one.pk: one.state for one in Registration.objects.filter(pk__in=[p.pk for p in places])}
    return [rows[place.pk] for place in places]


def outcomes(run: BulkRun) -> list[tuple[str, str]]:
    return list(run.items.values_list("outcome", "note"))


def test_twelve_are_approved_nine_get_a_seat_and_three_join_the_line(staff):
    event = create_event(seats=9, audience="responders", days=2)
    places = [responder(event) for _number in range(12)]
    assert sum(Registration.objects.values_list("holds_seat", flat=True)) == 9
    run = bulk.choose(event, act=Act.APPROVE, places=[one.pk for one in places], by=staff)
    seen = bulk.foresee(run)
    assert (len(seen.seated), len(seen.queued), seen.mails) == (9, 3, 9 * 2 + 3)
    before = OutgoingEmail.objects.count()
    bulk.start(run, by=staff, seen=seen.seen)
    run.refresh_from_db()
    assert bulk.go_on(run, by=staff, seconds=60) == 0
    assert states(places) == [S.CONFIRMED] * 9 + [S.WAITLISTED] * 3
    assert OutgoingEmail.objects.count() - before == seen.mails
    assert outcomes(run)[0] == ("done", "has a place")
    assert outcomes(run)[-1] == ("done", "is on the waiting list")
    assert list(breaches()) == []


def test_who_came_before_the_line_gets_the_free_seat_and_who_came_after_does_not(staff):
    event = create_event(seats=1, audience="responders")
    holder, early = responder(event), responder(event)  # the second holds no seat
    waits = responder(event, checked=False)
    late = responder(event)
    assert waits.state == S.WAITLISTED
    run = bulk.choose(event, act=Act.APPROVE, places=[early.pk, late.pk, holder.pk], by=staff)
    seen = bulk.foresee(run)
    assert (seen.seated, seen.queued) == ([holder], [early, late])
    bulk.start(run, by=staff, seen=seen.seen)
    run.refresh_from_db()
    bulk.go_on(run, by=staff, seconds=60)
    assert states([holder, early, waits, late]) == [S.CONFIRMED] + [S.WAITLISTED] * 3
    assert list(breaches()) == []


def test_declined_seats_go_to_the_next_in_line_and_the_review_names_them(staff):
    event = create_event(seats=2, audience="responders", days=2)
    places = [responder(event) for _number in range(2)]
    line = [responder(event, checked=False) for _number in range(3)]
    run = bulk.choose(event, act=Act.DECLINE, places=[one.pk for one in places], by=staff)
    seen = bulk.foresee(run)
    assert (seen.freed, seen.next_in_line, seen.mails) == (2, line[:2], 2 + 2 * 2)
    before = OutgoingEmail.objects.count()
    run = bulk.start(run, by=staff, seen=seen.seen, reason="No answer.")
    bulk.go_on(run, by=staff, seconds=60)
    assert states(places + line) == [S.DECLINED] * 2 + [S.CONFIRMED] * 2 + [S.WAITLISTED]
    assert OutgoingEmail.objects.count() - before == seen.mails
    assert set(Registration.objects.filter(state=S.DECLINED).values_list("reason", flat=True)) == {
        "No answer."
    }


def test_who_leaves_the_line_is_not_given_a_seat_on_the_way(staff):
    event = create_event(seats=1)
    first, second, third = (create_registration(event=event) for _number in range(3))
    run = begin(event, Act.GIVE_BACK, [first, second], staff)
    assert run.items.first().registration == second
    bulk.go_on(run, by=staff, seconds=60)
    assert states([first, second, third]) == [S.WITHDRAWN, S.WITHDRAWN, S.CONFIRMED]
    assert not Transition.objects.filter(registration=second, to_state=S.CONFIRMED).exists()
    assert list(breaches()) == []


def test_a_refusal_is_noted_and_the_others_are_done(staff):
    event = create_event(seats=5, audience="responders")
    one, other = responder(event), responder(event)
    run = begin(event, Act.APPROVE, [one, other], staff)
    registrations.decline(one, by=staff, reason="Known to us.")  # meanwhile, in another window
    assert bulk.go_on(run, by=staff, seconds=60) == 0
    assert outcomes(run) == [
        ("refused", "Nobody waits for this decision any more."),
        ("done", "has a place"),
    ]


def test_words_changed_in_another_window_are_not_sent_unread(staff):
    event = create_event()
    run = bulk.choose(event, act=Act.MAIL, places=[create_registration(event=event).pk], by=staff)
    with pytest.raises(bulk.BulkRefused, match="not written yet"):
        bulk.start(run, by=staff, seen=bulk.foresee(run).seen)
    run = bulk.write(run, subject="Parking", text="Park in lot B.")
    seen = bulk.foresee(run).seen
    bulk.write(run, subject="Parking", text="Park in lot C.")
    with pytest.raises(bulk.BulkRefused, match="Something changed meanwhile"):
        bulk.start(run, by=staff, seen=seen)
    assert not OutgoingEmail.objects.filter(kind="events/email/note").exists()


def test_nobody_is_written_to_who_left_between_review_and_press(staff):
    event = create_event()
    place = create_registration(event=event)
    run = bulk.choose(event, act=Act.MAIL, places=[place.pk], by=staff)
    run = bulk.write(run, subject="Parking", text="Park in lot B.")
    seen = bulk.foresee(run).seen
    registrations.withdraw(place, by=staff, source=Transition.Source.STAFF)
    with pytest.raises(bulk.BulkRefused, match="Something changed meanwhile"):
        bulk.start(run, by=staff, seen=seen)


def test_a_place_given_back_meanwhile_is_not_reported_as_done(staff):
    event = create_event()
    place = create_registration(event=event)
    run = begin(event, Act.GIVE_BACK, [place], staff)
    registrations.withdraw(place, by=None, source=Transition.Source.LINK)
    bulk.go_on(run, by=staff, seconds=60)
    assert outcomes(run) == [("refused", "is now: given back")]


def test_a_slice_ends_and_the_next_goes_on_where_it_was(staff):
    event = create_event(seats=5)
    places = [create_registration(event=event) for _number in range(3)]
    run = begin(event, Act.GIVE_BACK, places, staff)
    assert [bulk.go_on(run, by=staff, seconds=0) for _slice in range(4)] == [2, 1, 0, 0]
    assert states(places) == [S.WITHDRAWN] * 3
    assert Transition.objects.filter(to_state=S.WITHDRAWN).count() == 3


def test_what_dies_in_between_leaves_nobody_half_done(staff, monkeypatch):
    event = create_event(seats=5)
    places = [create_registration(event=event) for _number in range(3)]
    run = begin(event, Act.GIVE_BACK, places, staff)
    saved, calls = BulkItem.save, []

    def dies(item, **kwargs):
        calls.append(item)
        if len(calls) == 2:
            raise SystemExit  # the server is killed after the verb, before the commit
        saved(item, **kwargs)

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(BulkItem, "save", dies)
        bulk.go_on(run, by=staff, seconds=60)
    assert states(places) == [S.WITHDRAWN, S.CONFIRMED, S.CONFIRMED]
    assert [outcome for outcome, _note in outcomes(run)] == ["done", "", ""]
    assert bulk.go_on(run, by=staff, seconds=60) == 0
    assert states(places) == [S.WITHDRAWN] * 3
    assert list(breaches()) == []


def test_what_changed_since_the_review_is_looked_at_again(staff):
    event = create_event(seats=2, audience="responders")
    places = [responder(event), responder(event)]
    run = bulk.choose(event, act=Act.APPROVE, places=[one.pk for one in places], by=staff)
    seen = bulk.foresee(run).seen
    registrations.approve(places[0], by=staff)
    with pytest.raises(BulkRefused, match="changed meanwhile"):
        bulk.start(run, by=staff, seen=seen)
    with pytest.raises(BulkRefused, match="not begun"):
        bulk.go_on(run, by=staff)
    assert states(places) == [S.CONFIRMED, S.PENDING]


def test_begun_twice_it_is_begun_once(staff):
    event = create_event()
    run = begin(event, Act.MAIL, [create_registration(event=event)], staff)
    bulk.start(run, by=staff, seen="")
    assert EventChange.objects.filter(kind=EventChange.Kind.WROTE).count() == 1


def test_a_mail_goes_once_to_each_and_stands_in_the_history(staff):
    event = create_event()
    reached, unreached = (
        create_registration(event=event),
        create_registration(event=event, person=create_person(contact_email="")),
    )
    run = begin(event, Act.MAIL, [reached, unreached], staff)
    bulk.go_on(run, by=staff, seconds=60)
    BulkItem.objects.update(outcome="", at=None)  # even if the run were done again
    bulk.go_on(run, by=staff, seconds=60)
    mail = OutgoingEmail.objects.get(kind="events/email/note")
    assert (mail.to, mail.topic) == (reached.person.contact_email, f"event/{event.pk}")
    assert mail.key == f"bulk/{run.pk}/{reached.pk}"
    assert outcomes(run)[1] == ("refused", "No e-mail address: tell the person yourself.")
    change = EventChange.objects.get(kind=EventChange.Kind.WROTE)
    assert (change.by, change.detail) == (staff, "Where to park (2 people)")
    with pytest.raises(BulkRefused, match="cannot be changed"):
        bulk.write(run, subject="Other", text="words")


def test_after_the_start_nothing_is_given_back(staff):
    event = create_event()
    place = create_registration(event=event)
    run = bulk.choose(event, act=Act.GIVE_BACK, places=[place.pk], by=staff)
    with time_machine.travel(event.starts_at + timedelta(minutes=1), tick=False):
        seen = bulk.foresee(run)
    assert (seen.done, seen.refused) == ([], [(place, "the event has begun")])


def test_people_of_other_events_and_nobody_are_not_chosen(staff):
    event, other = create_event(), create_event()
    stranger = create_registration(event=other)
    for places in ([], [stranger.pk], [4711]):
        with pytest.raises(BulkRefused, match="Nobody is chosen"):
            bulk.choose(event, act=Act.GIVE_BACK, places=places, by=staff)


def test_who_may_not_run_events_begins_nothing(staff):
    event = create_event()
    run = bulk.choose(
        event, act=Act.GIVE_BACK, places=[create_registration(event=event).pk], by=staff
    )
    with pytest.raises(BulkRefused, match="may not"):
        bulk.start(run, by=create_user(email="a@b.example"), seen=bulk.foresee(run).seen)
