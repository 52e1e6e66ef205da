"""Full: people stand in line, and a place given back by the link in a mail goes to the first."""

from tests.journeys.invitations import invitation

FIRST, SECOND, THIRD = "citizen@example.org", "officer@blueriver.example", "trainer@example.org"


def test_behind_the_people_who_wait_already(hands, sample, mailbox):
    me = hands("officer@blueriver.example")
    me.open("/events/")
    me.follow(me.page.locator(f'main a[href="{sample.full.url}"]'))
    assert "Full: 9 people are waiting" in me.text()
    me.look("full")
    me.follow("Join the waiting list: 9 people before you")
    me.look("full-form")
    me.tick("I come, or give my place back in time")
    me.press("Join the waiting list: 9 people before you")
    assert me.heading() == "You are 10th in line."
    me.look("waiting")
    letter = mailbox.next("officer@blueriver.example", "You are in line")
    assert letter.ics == ""
    me.follow("Take me off the list")
    me.look("leave-the-line")
    me.press("Take me off the list")
    assert me.heading() == "This place was given back."
    me.look("given-back")


def test_a_seat_given_back_from_a_mail_goes_to_the_first_in_line(hands, sample, mailbox):
    sample.set_seats(sample.stadium, 182)  # 181 are taken
    sample.take_seat(FIRST, sample.stadium)
    second = hands(SECOND)
    second.open(sample.stadium.register)
    second.tick("I am 18 or older")
    second.tick("I come, or give my place back in time")
    second.press("Join the waiting list: you are the first")
    assert second.heading() == "You are 1st in line."
    sample.take_seat(THIRD, sample.stadium)

    given = mailbox.next(FIRST, "Your place")
    _give_back(hands(), given)
    _leaves_the_calendar(given, mailbox.next(FIRST, "Given back"))

    letter = mailbox.next(SECOND, "Your place")
    assert invitation(letter).attendee == SECOND
    second.open(letter.link("/registrations/"))
    assert second.heading() == "You have a place."
    waits = hands(THIRD)
    waits.open("/registrations/")
    assert "You are 1st in line." in waits.text()


def _give_back(someone, letter) -> None:
    """By the link in the mail, without a sign-in."""
    someone.open(letter.link("/cancel/?key="))
    assert someone.heading() == "You can't come?"
    someone.look("give-back")
    someone.press("Give my place back")
    assert someone.heading() == "This place was given back."
    assert "Sign in" in someone.page.locator("header").inner_text()


def _leaves_the_calendar(given, taken) -> None:
    before, after = invitation(given), invitation(taken)
    assert (after.method, after.status) == ("CANCEL", "CANCELLED")
    assert after.uid == before.uid
    assert after.sequence > before.sequence
