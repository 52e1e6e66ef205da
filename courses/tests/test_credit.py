"""Credit: hours by each board's own clock, never more than is approved or taught."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from courses.models import AgendaItem, Board, Course, CreditApproval, CreditShare, credits_of
from courses.models.credit import credit_hours

TODAY = date(2026, 12, 1)
SHARES = {"Interpersonal": 160, "Technical": 140, "Legal": 80}


def create_course(*, minutes: int = 380) -> Course:
    course = Course.objects.create(title="Responder", slug="responder", audience="responders")
    AgendaItem.objects.create(course=course, title="Teaching", minutes=minutes)
    AgendaItem.objects.create(course=course, title="Breaks", minutes=100, instructional=False)
    return course


def create_approval(*, course: Course, hour: int = 50, shares: dict = SHARES, **fields):
    board = Board.objects.create(name=f"Board of {hour}", region="MO", minutes_per_hour=hour)
    dates = {"valid_from": TODAY, "valid_until": TODAY + timedelta(days=30)}
    values = {"course": course, "board": board, "number": "A-1", **dates}
    approval = CreditApproval.objects.create(**values | fields)
    for category, minutes in shares.items():
        CreditShare.objects.create(approval=approval, category=category, minutes=minutes)
    return approval


@pytest.mark.parametrize(
    ("minutes", "per_hour", "step", "hours"),
    [
        (380, 50, "0.1", "7.6"),
        (380, 60, "0.1", "6.3"),  # not 6.33, and the day of 480 minutes is not 8
        (480, 60, "0.1", "8"),
        (500, 50, "0.1", "10"),
        (59, 60, "0.1", "0.9"),
        (59, 60, "1", "0"),
        (380, 60, "0.25", "6.25"),
        (0, 50, "0.1", "0"),
    ],
)
def test_hours_are_those_of_the_board(minutes, per_hour, step, hours):
    found = credit_hours(minutes, minutes_per_hour=per_hour, step=Decimal(step))
    assert str(found) == hours


@given(st.integers(0, 100_000), st.integers(30, 60), st.sampled_from(["0.1", "0.25", "0.5", "1"]))
def test_hours_never_exceed_what_was_taught_and_lose_less_than_a_step(minutes, per_hour, step):
    hours = credit_hours(minutes, minutes_per_hour=per_hour, step=Decimal(step))
    exact = Decimal(minutes) / per_hour
    assert hours <= exact + Decimal("1e-9")
    assert exact - hours < Decimal(step)


@pytest.mark.django_db
def test_one_day_counts_differently_with_two_boards():
    course = create_course()
    create_approval(course=course, hour=50)
    create_approval(course=course, hour=60)
    found = [(c.approval.board.minutes_per_hour, str(c.hours)) for c in credits_of(course, TODAY)]
    assert found == [(50, "7.6"), (60, "6.3")]
    lines = [(line.category, str(line.hours)) for line in credits_of(course, TODAY)[1].lines]
    assert lines == [("Interpersonal", "2.6"), ("Technical", "2.3"), ("Legal", "1.3")]


@pytest.mark.django_db
def test_what_has_ended_gives_nothing_and_the_last_day_still_counts():
    course = create_course()
    approval = create_approval(course=course)
    assert len(credits_of(course, approval.valid_until)) == 1
    assert credits_of(course, approval.valid_until + timedelta(days=1)) == []
    assert approval.covers(approval.valid_from) and approval.covers(approval.valid_until)
    assert not approval.covers(approval.valid_from - timedelta(days=1))


@pytest.mark.django_db
def test_a_shorter_agenda_gives_less_and_says_so():
    course = create_course(minutes=300)
    create_approval(course=course)
    (credit,) = credits_of(course, TODAY)
    assert (credit.minutes, str(credit.hours), credit.lines) == (300, "6", [])
    assert credit.is_short


@pytest.mark.django_db
def test_a_longer_agenda_gives_no_more_than_is_approved():
    course = create_course(minutes=600)
    create_approval(course=course)
    (credit,) = credits_of(course, TODAY)
    assert (credit.minutes, str(credit.hours), credit.is_short) == (380, "7.6", False)


@pytest.mark.django_db
def test_the_database_refuses_what_cannot_be():
    course = create_course()
    approval = create_approval(course=course)
    for make in (
        lambda: Board.objects.create(name="Odd", region="MO", minutes_per_hour=90),
        lambda: Board.objects.create(name="Board of 50", region="MO"),
        lambda: create_approval(course=course, hour=40, valid_until=TODAY - timedelta(days=1)),
        lambda: CreditShare.objects.create(approval=approval, category="Legal", minutes=5),
        lambda: CreditShare.objects.create(approval=approval, category="None", minutes=0),
        lambda: CreditApproval.objects.create(
            course=course, board=approval.board, number="A-1", valid_from=TODAY, valid_until=TODAY
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            make()


@pytest.mark.django_db
def test_dates_the_wrong_way_round_are_told_in_words():
    approval = create_approval(course=create_course())
    approval.valid_until = approval.valid_from - timedelta(days=1)
    with pytest.raises(ValidationError, match="must not come before the first"):
        approval.full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_credits_take_the_same_statements_for_one_and_three(rows, django_assert_num_queries):
    course = create_course()
    for hour in (50, 55, 60)[:rows]:
        create_approval(course=course, hour=hour)
    with django_assert_num_queries(3):
        assert len(credits_of(course, TODAY)) == rows
