"""Times in words, also where the clocks change between two of them."""

from datetime import UTC, datetime

import pytest

from events import wording
from events.models import Event
from events.templatetags.events_tags import event_hours, event_moment, event_span
from events.tests.factories import create_event

ZONE = "America/Chicago"
CHANGES = [
    # The first 1:30 of the night when the clocks go back, then the second one.
    ("2027-11-07T06:30Z", "2027-11-07T09:00Z", "1:30 a.m. CDT to 3 a.m. CST"),
    ("2027-11-07T07:30Z", "2027-11-07T09:00Z", "1:30 a.m. to 3 a.m. CST"),
    ("2027-11-07T06:30Z", "2027-11-07T07:30Z", "1:30 a.m. CDT to 1:30 a.m. CST"),
    ("2027-03-14T07:00Z", "2027-03-14T09:00Z", "1 a.m. CST to 4 a.m. CDT"),
    ("2027-03-15T13:00Z", "2027-03-15T17:00Z", "8 a.m. to noon CDT"),
]


@pytest.mark.parametrize(("starts", "ends", "words"), CHANGES)
def test_both_names_of_a_zone_are_told_where_they_differ(starts, ends, words):
    slot = {"starts": starts, "ends": ends}
    assert event_hours(slot, ZONE).replace("\xa0", " ") == words
    assert event_span(slot, ZONE).replace("\xa0", " ").endswith(f", 2027, {words}")


def test_a_moment_in_the_hour_that_comes_twice_has_its_zone():
    words = event_moment("2027-11-07T06:30Z", ZONE)
    assert words == "Sunday, November 7, 2027, 1:30\xa0a.m. CDT"


def test_no_line_breaks_between_the_hour_and_its_half_of_the_day():
    assert wording.clock(datetime(2027, 1, 1, 9, tzinfo=UTC)) == "9\xa0a.m."
    assert wording.clock(datetime(2027, 1, 1, 12, tzinfo=UTC)) == "noon"


@pytest.mark.django_db
def test_events_of_one_name_are_told_apart_by_their_day(django_assert_num_queries):
    starts = datetime(2027, 1, 19, 3, tzinfo=UTC)  # the evening before, where it takes place
    event = create_event(title="Academy day", starts_at=starts)
    (listed,) = Event.objects.with_times().select_related("course")
    with django_assert_num_queries(0):
        assert wording.named(listed) == "Academy day, Mon Jan 18, 2027"
    assert wording.named(Event.objects.get()) == "Academy day, Mon Jan 18, 2027"
    event.slots.update(dropped_at=starts)
    assert wording.named(Event.objects.get()) == "Academy day, no date"
