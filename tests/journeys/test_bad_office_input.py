"""What a coordinator may send by mistake: each gets a clear sentence, and nothing is sent out."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urljoin

import pytest

from tests.forms import main_form

COORDINATOR, CITIZEN = "coordinator@example.org", "citizen@example.org"
MEGABYTE = "x" * 1_000_000


@pytest.fixture
def staff(client):
    return client(COORDINATOR)


def spring_forward(year: int) -> date:
    """The second Sunday of March: the clocks of the sample's zone leave out 2 to 3 a.m."""
    first = date(year, 3, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7)


def kept(answer, *texts: str) -> None:
    """The page says what is wrong, and what was typed still stands in it."""
    assert answer.status == 200
    assert 'class="error-summary"' in answer.text
    for text in texts:
        assert f'value="{text}"' in answer.text, text


@pytest.mark.parametrize(
    ("starts", "ends", "sentence"),
    [
        ("2027-05-01T15:00", "2027-05-01T09:00", "The end must come after the start."),
        ("2027-05-01T15:00", "2027-05-01T15:00", "The end must come after the start."),
        ("2019-05-01T09:00", "2019-05-01T15:00", "The event would begin in the past."),
        ("soon", "2027-05-01T15:00", "Write a date and a time such as"),
        ("2027-02-30T09:00", "2027-05-01T15:00", "Write a date and a time such as"),
        ("9999-12-31T23:59", "2027-05-01T15:00", "Write a date and a time such as"),
        ("2027-05-01T09:00+05:00", "2027-05-01T15:00", "Write a date and a time such as"),
        ("", "2027-05-01T15:00", "Give a date and a time."),
        (MEGABYTE, "2027-05-01T15:00", "Write a date and a time such as"),
    ],
)
def test_times_that_cannot_be(site, sample, staff, starts, ends, sentence):
    sample.take_seat(CITIZEN, sample.stadium)
    before = site.sql("SELECT starts_at, ends_at FROM events_slot ORDER BY id")
    form = staff.open_form(f"{sample.stadium.office}reschedule/", "slots-0-starts_at")
    times = {"slots-0-starts_at": starts, "slots-0-ends_at": ends}
    answer = staff.submit(form, **times, reason="Because I say so")
    kept(answer, ends, "Because I say so")
    assert sentence in answer.text
    assert "Please look at this before it is sent" not in answer.text
    assert site.sql("SELECT starts_at, ends_at FROM events_slot ORDER BY id") == before


def test_a_clock_time_that_the_clocks_leave_out(sample, staff):
    gap = spring_forward(datetime.now(UTC).year + 1)
    form = staff.open_form(f"{sample.stadium.office}reschedule/", "slots-0-starts_at")
    times = {"slots-0-starts_at": f"{gap}T02:30", "slots-0-ends_at": f"{gap}T09:00"}
    answer = staff.submit(form, **times)
    kept(answer, f"{gap}T02:30", f"{gap}T09:00")
    assert "does not exist" in answer.text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice"),
        ({"time_zone": "../../etc/passwd"}, "Select a valid choice"),
        ({"venue": "99999"}, "Select a valid choice"),
        ({"venue": ""}, "Choose a venue, or give the link to join online."),
        ({"venue": "", "online_url": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"reason": "x" * 241}, "at most 240 characters"),
        ({"reason": MEGABYTE}, "at most 240 characters"),
        ({"reason": "a\x00b"}, "Null characters are not allowed"),
        ({"slots-0-DELETE": "on"}, "Give at least one date and time."),
        ({"slots-0-slot": "99999"}, "Someone changed the dates meanwhile."),
        ({"slots-TOTAL_FORMS": "many"}, ""),
        ({"slots-TOTAL_FORMS": "100000"}, ""),
        ({"slots-TOTAL_FORMS": "0"}, "Give at least one date and time."),
        ({"slots-INITIAL_FORMS": "-1"}, "Nothing would change."),
        ({}, "Nothing would change."),
    ],
)
def test_plans_that_cannot_be(site, sample, staff, wrong, sentence):
    form = staff.open_form(f"{sample.stadium.office}reschedule/", "slots-0-starts_at")
    answer = staff.submit(form, **wrong)
    assert answer.status == 200
    assert "Please look at this before it is sent" not in answer.text
    assert 'class="error-summary"' in answer.text
    assert sentence in answer.text


@pytest.mark.parametrize(
    ("seats", "sentence"),
    [
        ("5", "181 seats are taken. Give places back first, then lower the seats."),
        ("251", "holds 250 people as set up."),
        ("0", "Ensure this value is greater than or equal to 1."),
        ("-3", "Ensure this value is greater than or equal to 1."),
        ("many", "Enter a whole number."),
        ("1e9", "Enter a whole number."),
        ("", "This field is required."),
        ("9" * 5000, "Enter a whole number."),
    ],
)
def test_seats_that_cannot_be(site, sample, staff, seats, sentence):
    form = staff.open_form(f"{sample.stadium.office}seats/", "seats")
    answer = staff.submit(form, seats=seats, reason="A larger room")
    kept(answer, "A larger room")
    assert sentence in answer.text
    query = "SELECT seats FROM events_event WHERE id = ?"
    assert site.sql(query, [sample.stadium.pk])[0][0] == 250


@pytest.mark.parametrize("what", ["cancel", "postpone"])
def test_without_a_reason_nothing_is_called_off(site, sample, staff, what):
    page = f"{sample.stadium.office}{what}/"
    for reason in ("", "   ", "x" * 241, MEGABYTE):
        answer = staff.submit(staff.open_form(page, "reason"), reason=reason)
        assert answer.status == 200
        assert 'class="error-summary"' in answer.text
    assert _state(site, sample.stadium) == "published"


@pytest.mark.parametrize("signed", ["", "garbage", "a:b:c", MEGABYTE, "\x00"])
def test_a_review_that_nobody_signed_does_nothing(site, sample, staff, signed):
    form = staff.open_form(f"{sample.stadium.office}cancel/", "reason")
    token = form.fields["csrfmiddlewaretoken"]
    sent = {"csrfmiddlewaretoken": token, "signed": signed}
    answer = staff.post(f"{sample.stadium.office}cancel/send/", sent)
    assert answer.status == 200
    assert answer.url.endswith(f"{sample.stadium.office}cancel/")
    assert _state(site, sample.stadium) == "published"


def test_a_review_of_one_event_or_act_is_good_for_no_other(site, sample, staff):
    review = _review(staff, sample.stadium, "postpone")
    for address in (
        f"{sample.academy.office}postpone/send/",
        f"{sample.stadium.office}cancel/send/",
    ):
        staff.post(address, review.fields)
    assert _state(site, sample.academy) == _state(site, sample.stadium) == "published"


def test_the_second_press_twice_sends_one_mail(site, sample, staff, mailbox):
    sample.take_seat(CITIZEN, sample.stadium)
    mailbox.next(CITIZEN, "Your place")
    review = _review(staff, sample.stadium, "cancel")
    first, second = (staff.submit(review) for _press in range(2))
    assert first.status == second.status == 200
    assert "The event is cancelled" in first.text
    assert "no e-mail address" in first.text
    assert "Nothing was sent." in second.text or "cannot be done" in second.text
    mailbox.next(CITIZEN, "Cancelled")
    query = "SELECT count(*) FROM mail_outgoingemail WHERE kind = 'events/email/cancelled'"
    assert site.sql(query)[0][0] == 1


def test_a_review_that_is_out_of_date_sends_nothing(site, sample, staff):
    review = _review(staff, sample.stadium, "cancel")
    staff.submit(_review(staff, sample.stadium, "postpone"))
    answer = staff.submit(review)
    assert "Someone changed this event while you were looking at it." in answer.text
    assert "A reason" in answer.text
    assert _state(site, sample.stadium) == "postponed"


def test_a_decision_that_was_made_meanwhile(sample, staff):
    event = sample.academy
    place = _place_of(sample, staff)
    approve = staff.open_form(f"{event.office}places/{place}/approve/", "reason")
    decline = staff.open_form(f"{event.office}places/{place}/decline/", "words")
    assert "has a place and is told." in staff.submit(approve).text
    for late in (staff.submit(approve), staff.submit(decline, choice="no_answer")):
        assert late.status == 200
        assert "Nobody waits for this decision any more." in late.text


def test_what_is_not_there_is_not_found(sample, staff):
    for address in (
        "/admin/events/99999/",
        "/admin/events/99999999999999999999999/",
        f"{sample.academy.office}places/1/nothing/",
        f"{sample.academy.office}places/99999/approve/",
        f"{sample.stadium.office}places/{_place_of(sample, staff)}/approve/",
        f"{sample.academy.office}add/99999/",
    ):
        assert staff.get(address).status == 404, address


def test_strange_queries_do_not_matter(sample, staff):
    for query in ("q=%00", "q=%FF", "roster=-1", "roster=many", "line=999", f"q={'x' * 3000}"):
        assert staff.get(f"{sample.academy.office}?{query}").status == 200, query
        assert staff.get(f"{sample.academy.office}add/?{query}").status == 200, query
    for page in ("", "add/"):
        for words in ("\x00", "x" * 3000, "' OR 1=1 --", "<script>", "\u202e"):
            form = staff.open_form(f"{sample.academy.office}{page}", "q")
            assert staff.submit(form, q=words).status == 200, words
    for query in ("rows=100000", "rows=-1", "rows=many", "signed=garbage"):
        assert staff.get(f"{sample.academy.office}reschedule/?{query}").status == 200, query


@pytest.mark.parametrize("email", ["", CITIZEN, "trainer@example.org"])
def test_the_back_office_is_not_for_everyone(site, sample, client, email):
    someone = client(email)
    for page in ("", "reschedule/", "cancel/", "add/", "seats/"):
        answer = someone.get(f"{sample.academy.office}{page}")
        assert "Noor Newcomer" not in answer.text
        assert answer.status == 403 or "/accounts/" in answer.url
    token = someone.open_form("/accounts/login/" if not email else "/accounts/").fields
    someone.post(f"{sample.academy.office}close/", token)
    assert _state(site, sample.academy) == "published"


def _review(staff, event, what: str):
    """The review of calling `event` off, ready for the second press."""
    form = staff.open_form(f"{event.office}{what}/", "reason")
    form.fields["reason"] = "A reason"
    page = staff.submit(form)
    assert "Please look at this before it is sent" in page.text
    form = main_form(page.text, "signed")
    form.action = urljoin(page.url, form.action)
    return form


def _state(site, event) -> str:
    return site.sql("SELECT state FROM events_event WHERE id = ?", [event.pk])[0][0]


def _place_of(sample, staff) -> str:
    """Someone who waits for a decision at the academy."""
    page = staff.get(sample.academy.office).text
    return page.partition(f"{sample.academy.office}places/")[2].partition("/")[0]
