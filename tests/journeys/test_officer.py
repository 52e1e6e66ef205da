"""An officer is known by the agency's domain; someone from an unknown agency is checked first."""

from tests.journeys.invitations import invitation
from tests.journeys.windows import count_loads

NEWCOMER = "rae.ready@prairie.example"
CHECKING = "We are checking that you are a first responder."


def test_an_officer_has_a_place_at_once(hands, sample, mailbox):
    me = hands("officer@blueriver.example")
    me.open("/")
    me.follow(me.page.locator(f'main a[href="{sample.academy.url}"]'))
    me.look("academy")
    me.follow("Take my seat")
    assert "Owen Officer, officer@blueriver.example" in me.text()
    assert "Blue River Police" in me.text()
    me.look("academy-form")
    me.tick("I come, or give my place back in time")
    me.press("Take my seat")
    assert me.heading() == "You have a place."
    me.look("academy-confirmed")
    letter = mailbox.next("officer@blueriver.example", "Your place")
    entry = invitation(letter)
    assert (entry.method, entry.sequence) == ("REQUEST", 0)
    assert entry.attendee == "officer@blueriver.example"
    assert entry.words in me.text() and entry.words in letter.text
    assert "8 a.m. to 4 p.m." in entry.words
    assert "Bring your agency badge" in letter.text


def test_a_newcomer_waits_until_a_coordinator_approves(hands, sample, mailbox):
    me = hands()
    loads = count_loads(me.page)
    me.open(sample.academy.register)
    me.look("responder-form")
    _fill_in(me)
    me.press("Take my seat")
    me.write("Code", mailbox.next(NEWCOMER).code)
    me.press("Check the code")
    me.press("Take my seat")
    assert me.heading() == CHECKING
    assert "A seat is held for you until" in me.text()
    assert loads() == 4  # form, code, form again, where it stands
    me.look("checking")
    told = mailbox.next(NEWCOMER, "We are checking")
    assert told.ics == ""
    assert "A seat is held for you until" in told.text

    _approve(hands, mailbox)

    letter = mailbox.next(NEWCOMER, "Your place")
    entry = invitation(letter)
    assert (entry.method, entry.sequence, entry.attendee) == ("REQUEST", 0, NEWCOMER)
    me.open(letter.link("/registrations/"))
    assert me.heading() == "You have a place."
    assert entry.words in me.text()


def _fill_in(me) -> None:
    me.write("Given name", "Rae")
    me.write("Family name", "Ready")
    me.write("E-mail address", NEWCOMER)
    me.choose("Profession", "Firefighter")
    me.write("Agency", "Prairie Fire District")
    me.tick("I come, or give my place back in time")


def _approve(hands, mailbox) -> None:
    """From the mail that asks for a decision to the press that makes it."""
    asked = mailbox.next("coordinator@example.org", "A decision is needed")
    assert "Rae" not in asked.text  # who it is stands in the back office alone
    staff = hands("coordinator@example.org")
    staff.open(asked.link("/admin/events/"))
    assert "Prairie Fire District" in staff.text()
    staff.look("office-event")
    staff.follow("Approve Rae Ready")
    staff.look("office-approve")
    staff.press("Approve")
    assert "Rae Ready has a place and is told." in staff.page.locator("body").inner_text()
