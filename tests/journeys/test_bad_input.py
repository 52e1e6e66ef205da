"""What nobody should send to the public pages: each gets a clear sentence, nothing is lost."""

import time

import pytest
from django.test import Client as DjangoClient

from events.links import signature
from tests.clients import Client

CITIZEN, OFFICER = "citizen@example.org", "officer@blueriver.example"
MEGABYTE = "x" * 1_000_000
RIGHT = {
    "given_name": "Ada",
    "family_name": "Rivera",
    "email": "ada.rivera@mail.example",
    "is_adult": "on",
    "agreed": "on",
}


def places(site, event) -> int:
    query = "SELECT count(*) FROM events_registration WHERE event_id = ?"
    return site.sql(query, [event.pk])[0][0]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"given_name": ""}, "Write your given name."),
        ({"given_name": "  \t "}, "Write your given name."),
        ({"family_name": "x" * 81}, "Family name: Ensure this value has at most 80 characters"),
        ({"family_name": MEGABYTE}, "Family name: Ensure this value has at most 80 characters"),
        ({"email": "ada at mail"}, "E-mail address: Enter a valid email address."),
        ({"email": "ada@mail.example\r\nBcc: x@mail.example"}, "E-mail address: Enter a valid"),
        ({"email": "ada@m\u0430il.example"}, "E-mail address: Please use an address with plain"),
        ({"email": "a" * 300 + "@mail.example"}, "E-mail address: Ensure this value has at most"),
        ({"email": f"{MEGABYTE}@mail.example"}, "E-mail address: "),
        ({"is_adult": ""}, "I am 18 or older: This class is for people aged 18 or older."),
        ({"agreed": ""}, "Please agree, so that no seat stays empty."),
        ({"intent": "x" * 33}, "Please check this first"),
    ],
)
def test_a_wrong_answer_is_named_and_the_others_stay(site, sample, client, wrong, sentence):
    someone = client()
    form = someone.open_form(sample.stadium.register, "intent")
    answers = {name: value for name, value in (RIGHT | wrong).items() if value}
    began = time.monotonic()
    answer = someone.submit(form, **answers)
    assert time.monotonic() - began < 10
    assert answer.status == 200
    assert 'class="error-summary"' in answer.text
    assert sentence in answer.text.replace("&#x27;", "'")
    for name in ("given_name", "family_name", "email"):
        if name in answers and name not in wrong:
            assert f'value="{answers[name]}"' in answer.text
    assert site.mailbox.letters(RIGHT["email"]) == []


def test_everything_missing_is_named_at_once(sample, client):
    someone = client()
    form = someone.open_form(sample.academy.register, "intent")
    answer = someone.submit(form)
    for sentence in (
        "Write your given name.",
        "Write your family name.",
        "Write your e-mail address, such as name@example.org.",
        "Choose your profession.",
        "Write the name of your agency.",
        "Please agree, so that no seat stays empty.",
    ):
        assert answer.text.count(sentence) == 2  # at the top, and beside its field


def test_a_profession_that_is_none_is_refused(sample, client):
    someone = client()
    form = someone.open_form(sample.academy.register, "intent")
    answer = someone.submit(form, **RIGHT, profession="wizard", agency="Prairie Fire")
    assert "Profession: Select a valid choice. wizard is not one" in answer.text
    assert 'value="Prairie Fire"' in answer.text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Ada\x00\x07\x1b[31m", "Ada[31m"),
        ("Ada\r\nBcc: x", "Ada Bcc: x"),
        ("\U0001f9d1\u200d\U0001f692 Zoë", "\U0001f9d1\u200d\U0001f692 Zoë"),
        ("\u202eadA\u202c", None),
        ("عائشة", "عائشة"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("{{ 7*7 }}{% load x %}", "{{ 7*7 }}{% load x %}"),
        ("'; DROP TABLE x; --", "'; DROP TABLE x; --"),
    ],
)
def test_strange_names_arrive_as_they_can(site, sample, client, mailbox, given, kept):
    email = "strange@mail.example"
    someone = client()
    form = someone.open_form(sample.stadium.register, "intent")
    page = someone.submit(form, **RIGHT | {"given_name": given, "email": email})
    assert page.status == 200, page.text
    code = someone.open_form(page.url, "code")
    page = someone.submit(code, code=mailbox.next(email).code)
    done = someone.submit(someone.open_form(sample.stadium.register, "intent"), **RIGHT)
    assert done.status == 200 and "/registrations/" in done.url
    assert "You have a place." in done.text
    assert "<script>alert" not in done.text
    letter = mailbox.next(email, "Your place")
    name = site.sql("SELECT certificate_name FROM events_registration ORDER BY id DESC")[0][0]
    if kept:
        assert name == f"{kept} Rivera"
        assert f"Hello {kept}," in letter.text
    assert "\x00" not in name and "\n" not in name
    assert list(letter.message.keys()).count("Bcc") == 0


def test_a_body_that_is_too_large_or_no_text_is_refused(site, sample, client):
    someone = client(CITIZEN)
    form = someone.open_form(sample.stadium.register, "intent")
    before = places(site, sample.stadium)
    assert someone.submit(form, agreed="on", is_adult="x" * 3_000_000).status == 400
    for value in (b"\xff\xfe\x80", "\ud800".encode("utf-8", "surrogatepass")):
        assert someone.submit(form, agreed="on", intent=value).status in (200, 400)
    assert places(site, sample.stadium) == before


@pytest.mark.django_db
def test_what_cannot_be_read_is_refused_in_words(settings):
    """As in production: with DEBUG on, Django shows its own page."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = DjangoClient().post("/accounts/login/", {"login": "x" * 100})
    assert answer.status_code == 400
    assert "Nothing was saved." in answer.content.decode()


def test_without_the_token_the_form_is_asked_for_again(sample, client):
    someone = client(CITIZEN)
    answer = someone.post(sample.stadium.register, RIGHT)
    assert answer.status == 403
    assert "Please send the form again" in answer.text


@pytest.mark.parametrize("name", ["full", "stadium"])
def test_the_same_form_sent_twice_makes_one_place(site, sample, client, name):
    event = getattr(sample, name)
    someone = client(OFFICER)
    form = someone.open_form(event.register, "intent")
    before = places(site, event)
    answers = [someone.submit(form, is_adult="on", agreed="on") for _press in range(2)]
    assert {answer.status for answer in answers} == {200}
    assert answers[0].url == answers[1].url
    assert places(site, event) == before + 1


def test_a_form_from_before_a_place_was_given_back_takes_no_new_one(site, sample, client):
    """The back button leads past two pages to the form that was sent already."""
    someone = client(CITIZEN)
    form = someone.open_form(sample.stadium.register, "intent")
    place = someone.submit(form, is_adult="on", agreed="on").url
    someone.submit(someone.open_form(f"{place}cancel/", "csrfmiddlewaretoken"))
    again = someone.submit(form, is_adult="on", agreed="on")
    assert again.url == place
    assert "This place was given back." in again.text


@pytest.mark.parametrize("page", ["", "cancel/", "still-coming/", "invite.ics"])
def test_another_persons_code_is_not_found(sample, client, page):
    place = sample.take_seat(OFFICER, sample.stadium).url
    code = place.rstrip("/").rpartition("/")[2]
    other = sample.take_seat(CITIZEN, sample.stadium).url.rstrip("/").rpartition("/")[2]
    keys = ["", "?key=", "?key=garbage", f"?key={signature(other)}", "?key=%00", "?key=%FF"]
    keys += [f"?key={signature(code).swapcase()}", f"?KEY={signature(code)}"]
    for who, signed_in in ((client(), False), (client(CITIZEN), True)):
        asked = [who.get(f"/registrations/{code}/{page}{key}") for key in keys]
        form = {"csrfmiddlewaretoken": _token(who)}
        told = [
            who.post(f"/registrations/{code}/cancel/", form),
            who.post(f"/registrations/{code}/name/", form | {"name": "Eve"}),
        ]
        for answers, found in ((asked, page == "invite.ics"), (told, False)):
            if signed_in or found:
                assert {answer.status for answer in answers} == {404}
            else:
                assert all("/accounts/login/?next=" in answer.url for answer in answers)
    assert client(OFFICER).get(place).text.count("You have a place.") > 0


@pytest.mark.parametrize("code", ["nothing", "%00", "..%2f", "a" * 500, "%F0%9F%91%AE", "'--"])
def test_codes_and_addresses_that_are_none_are_not_found(client, code):
    someone = client(CITIZEN)
    for address in (
        f"/registrations/{code}/",
        f"/events/{code}/",
        f"/events/{code}/register/",
        f"/calendar/{code}.ics",
    ):
        answer = someone.get(address)
        assert answer.status == 404, f"{address}: {answer.status}"


def test_a_draft_is_not_found_and_what_is_off_says_so(site, sample, client):
    someone = client(CITIZEN)
    sentences = {
        sample.cancelled: "This event is cancelled.",
        sample.postponed: "This event is postponed.",
    }
    site.sql("UPDATE events_event SET state = 'closed' WHERE id = ?", [sample.full.pk])
    sentences[sample.full] = "Registration is closed."
    for event, sentence in sentences.items():
        page = someone.get(event.register)
        assert page.status == 200
        assert sentence in page.text and "You have not been registered." in page.text
        sent = someone.post(event.register, {"csrfmiddlewaretoken": _token(someone)})
        assert sent.status == 409 and sentence in sent.text
    site.sql("UPDATE events_event SET state = 'draft' WHERE id = ?", [sample.stadium.pk])
    for address in (sample.stadium.url, sample.stadium.register, f"{sample.stadium.url}event.ics"):
        assert someone.get(address).status == 404


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("state = 'closed'", "Registration is closed."),
        ("state = 'cancelled'", "This event is cancelled."),
        ("closes_at = '2020-01-01'", "Registration is closed."),
        ("opens_at = '2999-01-01'", "Registration is not open yet."),
    ],
)
def test_a_form_opened_before_registration_ended(site, sample, client, change, sentence):
    someone = client(CITIZEN)
    form = someone.open_form(sample.stadium.register, "intent")
    before = places(site, sample.stadium)
    site.sql(f"UPDATE events_event SET {change} WHERE id = ?", [sample.stadium.pk])
    answer = someone.submit(form, is_adult="on", agreed="on")
    assert answer.status == 409
    assert sentence in answer.text and "You have not been registered." in answer.text
    assert "See all events" in answer.text
    assert places(site, sample.stadium) == before


def test_the_last_seat_went_meanwhile(site, sample, client):
    """The form offered a seat; what came of it is said plainly."""
    sample.set_seats(sample.mornings, 1)
    someone = client(CITIZEN)
    form = someone.open_form(sample.mornings.register, "intent")
    sample.take_seat(OFFICER, sample.mornings)
    answer = someone.submit(form, is_adult="on", agreed="on")
    assert answer.status == 200
    assert "You are 1st in line." in answer.text


@pytest.mark.parametrize("name", ["", "   ", "x" * 161, MEGABYTE, "\u200b"])
def test_a_name_that_cannot_stand_on_a_certificate(site, sample, client, name):
    place = sample.take_seat(CITIZEN, sample.stadium).url
    someone = client(CITIZEN)
    form = someone.open_form(place, "name")
    answer = someone.submit(form, name=name)
    assert answer.status == 200
    assert "Name on the certificate: " in answer.text
    (row,) = site.sql(
        "SELECT certificate_name FROM events_registration WHERE code = ?",
        [place.rstrip("/").rpartition("/")[2]],
    )
    assert row[0] == "Kim Citizen"


def test_pages_that_only_read_refuse_other_methods_and_one_that_only_writes_leads_back(
    sample, client
):
    someone = client(CITIZEN)
    place = sample.take_seat(CITIZEN, sample.stadium).url
    assert someone.get(f"{place}name/").url.endswith(place)
    token = {"csrfmiddlewaretoken": _token(someone)}
    assert someone.post(sample.stadium.url, token).status == 405
    assert someone.post("/events/", token).status == 405


def test_strange_queries_do_not_matter(client):
    someone = client(CITIZEN)
    for address in (
        "/events/?q=%00%FF",
        "/events/?from=yesterday&place=%27",
        "/registrations/?page=-1",
        "/events/calendar.ics?q=%00",
        f"/events/?q={'x' * 3000}",
        "/events/?q=%22&audience=%00&place=%ED%A0%80&from=99999-99-99&to=%FF&open=%00",
        "/events/?view=month&month=9999-99",
        "/events/?view=month&month=2099-12&from=0001-01-01&to=9999-12-31",
        "/events/calendar.ics?from=0001-01-01&to=9999-12-31&q=%2A%28&place=%00",
    ):
        assert someone.get(address).status == 200, address


def _token(someone: Client) -> str:
    return someone.open_form("/accounts/").fields["csrfmiddlewaretoken"]
