"""A citizen, never seen before, finds the stadium class and has it in their calendar."""

from datetime import UTC, timedelta

from tests.journeys.invitations import invitation
from tests.journeys.windows import count_loads

DAY = timedelta(days=1)
NEW = "rosa.neumann@mail.example"


def test_a_new_citizen_from_the_home_page_to_the_seat_in_the_calendar(hands, sample, mailbox):
    me = hands()
    me.open("/")
    me.look("home")
    me.follow("I want to train or report")
    me.look("list")
    me.follow(me.page.locator(f'main a[href="{sample.stadium.url}"]'))
    me.look("event")
    me.follow("Take my seat")
    me.look("form")
    _fill_in(me)
    me.press("Take my seat")

    assert me.heading() == "Enter the code"
    me.look("code")
    me.write("Code", mailbox.next(NEW).code)
    me.press("Check the code")

    # Back on the form: nothing has to be typed again, one press is enough.
    me.look("form-again")
    me.press("Take my seat")
    assert me.heading() == "You have a place."
    me.look("confirmed")

    letter = mailbox.next(NEW, "Your place")
    entry = invitation(letter)
    assert (entry.method, entry.sequence, entry.status) == ("REQUEST", 0, "CONFIRMED")
    assert entry.attendee == NEW
    assert entry.uid.endswith("@rollcall.localhost")
    assert entry.words in me.text()
    assert entry.words in letter.text and entry.words in letter.html
    _tells_everything(letter)
    me.open(sample.stadium.url)
    assert entry.words in me.text()
    me.look("event-own")
    me.follow("See my registration")
    me.follow("My registrations")
    assert "You have a place." in me.text()
    me.look("mine")


def _fill_in(me) -> None:
    me.write("Given name", "Rosa")
    me.write("Family name", "Neumann")
    me.write("E-mail address", NEW)
    me.tick("I am 18 or older")
    me.tick("I come, or give my place back in time")


def _tells_everything(letter) -> None:
    for words in (
        "Time zone: America/Chicago",
        "Kauffman Stadium",
        "Enter through Gate B",
        "Lot M",
        "Clear bags only",
        "No weapons",
        "1-888-373-7888",
        "Declining in your calendar does not give it back yet",
    ):
        assert words in letter.text, f"{words!r} is missing:\n{letter.text}"
    assert "trafficking" not in letter.subject.lower()
    assert letter.link("/cancel/?key=")


def test_someone_signed_in_takes_a_seat_within_three_page_loads(hands, sample):
    me = hands("citizen@example.org")
    loads = count_loads(me.page)
    me.open(sample.stadium.url)
    me.follow("Take my seat")
    me.tick("I am 18 or older")
    me.tick("I come, or give my place back in time")
    me.press("Take my seat")
    assert me.heading() == "You have a place."
    assert loads() == 3


def test_on_a_return_one_press_is_enough(hands, sample, mailbox):
    sample.take_seat("citizen@example.org", sample.stadium)
    mailbox.next("citizen@example.org", "Your place")
    me = hands("citizen@example.org")
    me.open(sample.mornings.register)
    me.look("form-known")
    me.press("Take my seat")
    assert me.heading() == "You have a place."
    days = [
        mailbox.next("citizen@example.org", subject) for subject in ("place: Sat", "Day 2 of 2")
    ]
    first, second = (invitation(letter) for letter in days)
    assert first.uid != second.uid
    assert first.words in me.text() and second.words in me.text()
    # The clocks change between them: a day on the wall, an hour more or less in truth.
    assert second.starts.replace(tzinfo=None) - first.starts.replace(tzinfo=None) == DAY
    assert second.starts.astimezone(UTC) - first.starts.astimezone(UTC) != DAY
