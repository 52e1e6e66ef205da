"""A coordinator moves the class, postpones it, cancels it; the calendars of its people follow."""

from datetime import timedelta

import pytest

from tests.journeys.invitations import invitation

CITIZEN, OFFICER = "citizen@example.org", "officer@blueriver.example"


@pytest.fixture
def seated(sample, mailbox):
    """Two people with an address have a place in the stadium class; their invitations."""
    for email in (CITIZEN, OFFICER):
        sample.take_seat(email, sample.stadium)
    return {email: invitation(mailbox.next(email, "Your place")) for email in (CITIZEN, OFFICER)}


def test_an_hour_later_both_calendars_follow(hands, sample, mailbox, seated):
    staff = hands("coordinator@example.org")
    staff.open("/admin/")
    staff.look("office-home")
    staff.follow(staff.page.locator(f'.office a[href="{sample.stadium.office}"]'))
    staff.follow("Change time or place")
    staff.look("office-plan")
    staff.an_hour_later("Starts")
    staff.an_hour_later("Ends")
    staff.write("Reason", "The gates open later that day.")
    staff.press("Review it")
    assert staff.heading() == "Please look at this before it is sent"
    assert "2 people get an updated invitation" in staff.text()
    assert "181 people have no e-mail address" in staff.text()
    staff.look("office-review")
    assert mailbox.letters(OFFICER)[1:] == []  # nothing before the second press
    staff.press("Send 2 updated invitations")
    assert "2 people get an updated invitation" in staff.page.locator("body").inner_text()
    assert "10 a.m. to 4 p.m." in staff.text()

    for email, before in seated.items():
        letter = mailbox.next(email, "Updated")
        after = invitation(letter)
        assert (after.method, after.uid) == ("REQUEST", before.uid)
        assert after.sequence == before.sequence + 1
        assert after.starts == before.starts + timedelta(hours=1)
        assert after.ends == before.ends + timedelta(hours=1)
        assert after.words in letter.text and before.words in letter.text
    me = hands(CITIZEN)
    me.open(sample.stadium.url)
    assert after.words in me.text()


def test_cancelled_it_leaves_both_calendars(hands, sample, mailbox, seated):
    staff = hands("coordinator@example.org")
    staff.open(sample.stadium.office)
    staff.follow("Cancel the event")
    staff.look("office-cancel")
    staff.write("Reason", "A water main broke.")
    staff.press("Review it")
    assert "2 people lose their places and get a mail" in staff.text()
    staff.look("office-cancel-review")
    staff.press("Cancel the event and send 2 mails")
    staff.look("office-cancelled")

    for email, before in seated.items():
        letter = mailbox.next(email, "Cancelled")
        after = invitation(letter)
        assert (after.method, after.uid, after.status) == ("CANCEL", before.uid, "CANCELLED")
        assert after.sequence == before.sequence + 1
        assert "A water main broke." in letter.text
    me = hands(CITIZEN)
    me.open("/registrations/")
    assert "A place is not possible, because the event was cancelled." in me.text()
    me.follow(me.page.locator('main a[href^="/registrations/"]:has-text("Citizen class")'))
    me.look("off")
    me.open(sample.stadium.url)
    assert "A water main broke." in me.text()
    me.look("event-cancelled")


def test_postponed_then_a_new_date_and_who_still_comes(hands, sample, mailbox, seated):
    staff = hands("coordinator@example.org")
    staff.open(sample.stadium.office)
    staff.follow("Postpone the event")
    staff.write("Reason", "The stadium needs the room.")
    staff.press("Review it")
    assert "2 people get a mail. They keep their places" in staff.text()
    staff.look("office-postpone-review")
    staff.press("Postpone it and send 2 mails")
    for email, before in seated.items():
        off = invitation(mailbox.next(email, "Postponed"))
        assert (off.method, off.uid) == ("CANCEL", before.uid)

    before = seated[CITIZEN]
    day = (before.starts + timedelta(weeks=2)).date()
    staff.follow("Set new dates")
    staff.look("office-new-dates")
    staff.write_moment("Starts", f"{day}T13:00")
    staff.write_moment("Ends", f"{day}T17:30")
    staff.press("Review it")
    assert "2 people get a new invitation and are asked whether they still come" in staff.text()
    staff.press("Send 2 new invitations")

    letter = mailbox.next(CITIZEN, "New date")
    after = invitation(letter)
    assert (after.method, after.sequence) == ("REQUEST", 0)
    assert after.uid != before.uid
    assert "1 p.m. to 5:30 p.m." in after.words
    assert after.words in letter.text
    _still_comes(hands(), letter)
    staff.open(sample.stadium.office)
    assert "1 person said that they still come." in staff.text()


def _still_comes(someone, letter) -> None:
    """By the link in the mail, without a sign-in."""
    someone.open(letter.link("/still-coming/?key="))
    someone.look("still-coming")
    someone.press("I still come")
    assert someone.heading() == "You have a place."
    assert "You told us that you still come." in someone.text()
