"""A training coordinator registers colleagues and swaps one; a newcomer comes to be known."""

import re

from tests.journeys.invitations import invitation

CHIEF = "chief@blueriver.example"
NEWCOMER = "rae.ready@prairie.example"


def officers(number: int) -> str:
    return "\n".join(
        f"Officer Number{n:02}, o{n:02}@blueriver.example, police" for n in range(1, number + 1)
    )


def test_a_chief_registers_12_of_15_into_the_last_12_seats_and_substitutes_one(
    hands, sample, site, mailbox
):
    site.sql("UPDATE events_event SET seats = seats_taken + 12 WHERE id = ?", [sample.academy.pk])
    me = hands(CHIEF)
    me.open("/agency/")
    me.look("desk")
    me.follow(me.page.locator(f'main a[href$="/events/{sample.academy.slug}/"]'))
    me.look("desk-event")
    me.follow("Register people")
    me.write("Or paste a list", officers(15))
    me.press("Look at it first")
    assert "12 get a seat. 3 wait in line." in me.text()
    me.look("desk-review")
    me.press("Register as many as fit")
    assert "12 people have a seat. 3 people wait in line." in _said(me)
    letter = mailbox.next("o01@blueriver.example", "Your place")
    assert "Blue River Police has registered you." in letter.text
    assert invitation(letter).method == "REQUEST"
    assert "You are 3rd in line" in mailbox.next("o15@blueriver.example").text
    _substitute(me, mailbox)


def _said(me) -> str:
    """What the page says of the press before it."""
    return me.page.get_by_role("status").first.inner_text()


def _substitute(me, mailbox) -> None:
    row = me.page.get_by_role("row").filter(has_text="Officer Number01")
    me.follow(row.get_by_role("link", name=re.compile("^Someone else comes")))
    me.choose("Who comes instead", "Owen Officer, Police officer")
    me.press("Swap them")
    assert "Owen Officer comes instead of Officer Number01. Both are told." in _said(me)
    me.look("desk-swapped")
    gone = mailbox.next("o01@blueriver.example", "A colleague takes your place")
    assert invitation(gone).method == "CANCEL"
    comes = mailbox.next("officer@blueriver.example", "Your place")
    assert invitation(comes).method == "REQUEST"


def test_a_newcomer_asks_for_an_agency_is_vouched_for_by_its_coordinator_and_confirmed(
    hands, sample, site, mailbox
):
    me = hands()
    me.open(sample.academy.register)
    for label, text in (
        ("Given name", "Rae"),
        ("Family name", "Ready"),
        ("E-mail address", NEWCOMER),
    ):
        me.write(label, text)
    me.choose("Profession", "Firefighter")
    me.write("Agency", "Prairie Fire District")
    me.tick("I come, or give my place back in time")
    me.press("Take my seat")
    me.write("Code", mailbox.next(NEWCOMER).code)
    me.press("Check the code")
    me.press("Take my seat")
    assert me.heading() == "We are checking that you are a first responder."
    agency = site.sql("SELECT id, status FROM accounts_agency WHERE name LIKE 'Prairie%'")[0]
    assert agency[1] == "asked"
    _take_in(hands, agency[0])
    # Staff list its domain in the agency's record, as one that citizens have too.
    site.sql(
        "INSERT INTO accounts_agencydomain (agency_id, domain, proof) VALUES (?, ?, 'manual')",
        [agency[0], "prairie.example"],
    )
    chief = hands("trainer@example.org")
    chief.open(f"/agency/{agency[0]}/people/")
    chief.look("desk-people")
    chief.follow("Rae Ready")
    chief.press("Yes, Rae Ready works here")
    assert "Noted: Rae Ready works here." in _said(chief)
    chief.look("desk-person")
    letter = mailbox.next(NEWCOMER, "Your place")
    assert invitation(letter).method == "REQUEST"
    me.open("/accounts/work/")
    assert "Your training coordinator says so, until" in me.text()
    me.look("work")


def _take_in(hands, agency: int) -> None:
    """Staff accept the agency from the queue and say who runs its people."""
    staff = hands("coordinator@example.org")
    staff.open("/admin/verify/")
    for _case in range(6):
        if "I work at Prairie Fire District" in staff.text():
            break
        staff.follow("Skip to the next")
    assert re.search(r"asked for, not checked yet", staff.text())
    staff.look("office-verify")
    staff.press("It is a new one: take it in")
    staff.open(f"/admin/agencies/{agency}/")
    staff.write("E-mail address of the training coordinator", "trainer@example.org")
    staff.press("Appoint")
    staff.look("office-agency")


def test_a_coordinator_of_another_agency_gets_404_for_every_address_of_it(client, site):
    site.sql(
        "INSERT INTO accounts_agencycoordinator (agency_id, user_id, created_at)"
        " SELECT a.id, u.id, '2026-01-01 10:00:00' FROM accounts_agency a, accounts_user u"
        " WHERE a.name = 'Kaw Valley Sheriff' AND u.email = 'trainer@example.org'"
    )
    agency = site.sql("SELECT id FROM accounts_agency WHERE name = 'Blue River Police'")[0][0]
    stranger = client("trainer@example.org")
    for page in ("", "people/", "invite/", "code/", "attendance/", "people/1/", "people/2/"):
        assert stranger.get(f"/agency/{agency}/{page}").status == 404


def test_a_question_appears_only_after_the_answer_it_depends_on(hands, sample, site):
    first = _ask(site, sample.stadium.pk, 1, "choice", "How do you come?", '["By bus", "By car"]')
    _ask(site, sample.stadium.pk, 2, "text", "Which bus?", "[]", first, '["By bus"]')
    me = hands("citizen@example.org")
    me.open(sample.stadium.register)
    second = me.page.get_by_label("Which bus?")
    assert second.is_visible() is not me.javascript  # without a script it says when it counts
    me.look("questions")
    me.page.get_by_label("By bus").check()
    me.write("Which bus?", "Line 7")
    me.tick("I am 18 or older")
    me.tick("I come, or give my place back in time")
    me.press("Take my seat")
    assert me.heading() == "You have a place."
    assert len(site.sql("SELECT id FROM events_answer")) == 2


def _ask(
    site, event: int, position: int, kind: str, label: str, choices: str, after=None, values="[]"
):
    site.sql("INSERT INTO events_question (event_id, position) VALUES (?, ?)", [event, position])
    question = site.sql("SELECT max(id) FROM events_question")[0][0]
    site.sql(
        "INSERT INTO events_questionversion (question_id, number, is_current, kind, label,"
        " help_text, required, choices, asked_of, depends_on_id, depends_values, created_at)"
        " VALUES (?, 1, 1, ?, ?, '', 0, ?, '', ?, ?, '2026-01-01 10:00:00')",
        [question, kind, label, choices, after, values],
    )
    return question
