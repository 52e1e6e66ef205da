"""Signing up and in: one path, one code page, one user per address."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from accounts import signup
from accounts.models import Person, User
from accounts.tests.steps import (
    CODE_PAGE,
    ask_for_code,
    kinds_to,
    mails_to,
    newest_code,
    sign_in_by_code,
    sign_up,
    user_id,
)
from accounts.verification import claim
from tests.people import create_user
from tests.threads import together

ADA = "ada@example.org"


@pytest.mark.django_db
def test_new_address_signs_up_with_one_code_and_lands_where_it_wanted(client):
    answer = sign_up(client, "Ada@Example.org", next="/events/")
    assert answer["Location"] == f"{CODE_PAGE}?next=%2Fevents%2F"
    page = client.get(answer["Location"])
    assert '<input type="hidden" name="next" value="/events/">' in page.content.decode()
    assert kinds_to(ADA) == ["account/email/login_code"]

    done = client.post(CODE_PAGE, {"code": newest_code(ADA), "next": "/events/"})

    assert (done.status_code, done["Location"]) == (302, "/events/")
    user = User.objects.get()
    assert user_id(client) == str(user.pk)
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.primary) == (ADA, True, True)
    person = Person.objects.get()
    assert (person.user, person.name, person.contact_email) == (user, "Ada Rivera", ADA)
    assert kinds_to(ADA) == ["account/email/login_code"]


@pytest.mark.django_db
def test_who_has_signed_in_before_goes_from_sign_up_to_sign_in_and_on(client):
    plain = client.get("/accounts/signup/").content.decode()
    assert '<a href="/accounts/login/">I have signed in here before</a>' in plain
    wanted = client.get("/accounts/signup/", {"next": "/events/"}).content.decode()
    assert '<a href="/accounts/login/?next=%2Fevents%2F">I have signed in' in wanted
    mistyped = sign_up(client, "no address", next="/events/").content.decode()
    assert '<a href="/accounts/login/?next=%2Fevents%2F">I have signed in' in mistyped


@pytest.mark.django_db
def test_who_never_signed_up_sees_the_way_to_it_on_the_code_page(client):
    page = client.get(ask_for_code(client, ADA)["Location"]).content.decode()
    shown = page.partition("<details>")[0]
    assert "No code comes to an address that never signed up." in shown
    assert '<a href="/accounts/signup/">New here? Sign up first.</a>' in shown


@pytest.mark.django_db
def test_who_has_just_signed_up_is_not_told_to_sign_up(client):
    page = client.get(sign_up(client, ADA)["Location"]).content.decode()
    assert "We mailed a code to ada@example.org" in page
    assert "never signed up" not in page
    assert "Check the code" in page


@pytest.mark.django_db
def test_when_no_more_codes_are_mailed_the_page_says_why_and_what_next(client):
    address = sign_up(client, ADA)["Location"]
    while "Mail a new code" in (page := client.get(address).content.decode()):
        assert "No more codes are mailed" not in page
        client.post(CODE_PAGE, {"action": "resend"})
    assert "No more codes are mailed at one go" in page
    assert "start again with your address" in page


@pytest.mark.django_db
def test_the_code_mail_goes_first_and_is_wiped_and_dies_after_ten_minutes(client):
    sign_up(client, ADA)
    (row,) = mails_to(ADA)
    assert (row.priority, row.sensitive) == (0, True)
    assert timedelta(minutes=9) < row.not_after - timezone.now() <= timedelta(minutes=10)
    assert len(row.facts["code"]) == len("ABCD-EFGH")


@pytest.mark.django_db
def test_known_address_at_sign_up_signs_in_and_keeps_its_name(client):
    user = create_user(email=ADA, given_name="Ada", family_name="Rivera")
    sign_up(client, ADA, given="Someone", family="Else")
    client.post(CODE_PAGE, {"code": newest_code(ADA)})
    assert user_id(client) == str(user.pk)
    assert Person.objects.get().name == "Ada Rivera"


@pytest.mark.django_db
def test_names_typed_for_a_strangers_address_are_never_written(client):
    sign_up(client, ADA, given="Rude", family="Word")
    owner = Client()
    sign_in_by_code(owner, ADA)
    assert Person.objects.get().name == ""


@pytest.mark.django_db
def test_control_characters_are_taken_out_of_the_names(client):
    sign_up(client, ADA, given="A\x00da\r\nB.", family="Ri\x1bvera")
    client.post(CODE_PAGE, {"code": newest_code(ADA)})
    assert Person.objects.get().name == "Ada B. Rivera"


@pytest.mark.django_db
def test_a_name_that_nobody_could_see_is_none(client):
    answer = sign_up(client, ADA, given="\u200b")
    assert list(answer.context["form"].errors) == ["given_name"]
    assert User.objects.count() == 0


@pytest.mark.django_db
def test_what_a_page_keeps_in_the_session_survives_the_sign_in(client):
    session = client.session
    session["events.form"] = {"agency": "Blue River Police"}
    session.save()
    before = session.session_key
    sign_up(client, ADA)
    client.post(CODE_PAGE, {"code": newest_code(ADA)})
    assert client.session["events.form"] == {"agency": "Blue River Police"}
    assert client.session.session_key != before
    assert signup.NAMES_KEY not in client.session


@pytest.mark.django_db
def test_going_back_shows_the_form_again_and_another_address_gets_its_own_code(client):
    ask_for_code(client, "typo@example.org")
    assert client.get("/accounts/login/").status_code == 200
    assert client.get("/accounts/signup/").status_code == 200
    sign_up(client, ADA)
    client.post(CODE_PAGE, {"code": newest_code(ADA)})
    assert user_id(client) == str(User.objects.get(email=ADA).pk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "email",
    [
        "ada@exаmple.org",  # a Cyrillic a
        "ada@exam\u00adple.org",
        '"ada@police.example.gov"@example.org',
        "ada@[127.0.0.1]",
        "ada@localhost",
        "ada@example.org.",
        "no address",
    ],
)
def test_addresses_made_to_look_like_another_are_refused(client, email):
    answer = sign_up(client, email)
    assert answer.status_code == 200
    assert answer.context["form"].errors["email"]
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_login_that_staff_switched_off_gets_no_code(client):
    User.objects.create_user(ADA, is_active=False)
    assert sign_up(client, ADA).status_code == 302
    assert mails_to(ADA) == []
    assert client.post(CODE_PAGE, {"code": "BBBB-BBBB"}).status_code == 200


@pytest.mark.django_db
def test_the_fourth_code_in_a_minute_is_refused():
    answers = [sign_up(Client(), ADA).status_code for _time in range(4)]
    assert answers == [302, 302, 302, 429]
    assert len(mails_to(ADA)) == 3


@pytest.mark.django_db(transaction=True)
def test_a2_six_parallel_sign_ups_make_one_user():
    def go(_number: int) -> int:
        return sign_up(Client(), ADA).status_code

    answers = together(go, range(6))
    assert sorted(set(answers)) in ([302], [302, 429])
    assert User.objects.count() == Person.objects.count() == EmailAddress.objects.count() == 1
    assert len(mails_to(ADA)) == answers.count(302) == 3


@pytest.mark.django_db
def test_unconfirmed_logins_go_after_seven_days_unless_something_hangs_on_them():
    now = timezone.now()
    for name in ("fresh", "stale", "claims", "staff", "confirmed"):
        create_user(email=f"{name}@example.org", verified=name == "confirmed")
    User.objects.exclude(email="fresh@example.org").update(date_joined=now - timedelta(days=8))
    User.objects.filter(email="staff@example.org").update(is_staff=True)
    claims = Person.objects.get(contact_email="claims@example.org")
    claim(claims, profession="police", agency_name="Blue River Police")

    assert signup.purge_unverified(now) == 1
    assert signup.purge_unverified(now) == 0

    left = set(Person.objects.values_list("contact_email", flat=True))
    assert left == {f"{name}@example.org" for name in ("fresh", "claims", "staff", "confirmed")}
    assert User.objects.count() == 4


@pytest.mark.django_db
def test_every_login_has_a_person_and_an_address_however_it_was_made():
    for make in (User.objects.create_user, User.objects.create_superuser):
        user = make(f"{make.__name__}@example.org")
        assert user.person.contact_email == user.email
        assert EmailAddress.objects.get(user=user).primary
    user.email = "New@Example.org"
    user.save()
    assert Person.objects.get(user=user).contact_email == "new@example.org"


@pytest.mark.django_db
def test_a_superuser_made_at_the_command_line_needs_one_code_only(client):
    User.objects.create_superuser(ADA)
    sign_in_by_code(client, ADA)
    assert user_id(client)
    assert kinds_to(ADA) == ["account/email/login_code"]


@pytest.mark.django_db
def test_a12_signing_up_leads_on_to_this_site_alone(client):
    answer = sign_up(client, ADA, next="https://evil.example/")
    assert answer["Location"] == CODE_PAGE
