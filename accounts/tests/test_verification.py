"""Who works where: claims, what an address proves, what people decide."""

import random
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import agencies, lapsing, renewals, verification, vouching
from accounts.addresses import domain_of, validate_agency_domain
from accounts.models import Affiliation, Agency, AgencyAlias
from accounts.proofs import VerificationRefused
from accounts.tests.ladder import OFFICER, claimed, create_agency, create_chief, read
from mail.models import OutgoingEmail
from tests.people import create_user

pytestmark = pytest.mark.django_db
STAFF = "staff@example.org"


def test_a_claim_finds_the_agency_and_is_one_row_however_it_is_spelled():
    agency = create_agency(domain="elsewhere.example")
    first = claimed(agency="  blue   RIVER police ")
    again = verification.claim(first.person, profession="dispatch", agency_name="Blue River Police")
    assert again == first == Affiliation.objects.get()
    assert (again.agency, again.state, again.profession_id) == (agency, "claimed", "dispatch")


def test_a_claim_finds_an_agency_by_its_other_name():
    agency = create_agency()
    AgencyAlias.objects.create(agency=agency, name="BRPD")
    assert claimed(agency="brpd").agency == agency


def test_an_unknown_agency_is_asked_for_and_verifies_nobody_until_staff_accept_it():
    tie = claimed(agency="Eastern Jackson Fire")
    assert (tie.agency.status, tie.agency.asked_by) == ("asked", tie.person.user)
    assert tie.state == "claimed"
    staff = create_user(email=STAFF)
    verification.approve(tie, by=staff)
    assert read(tie).is_valid
    assert Agency.objects.get().status == "active"


def test_exactly_the_agencys_domain_verifies_for_a_year():
    create_agency()
    tie = claimed()
    assert (tie.state, tie.method, tie.level) == ("verified", "domain", 1)
    assert (tie.email.email, tie.address) == (OFFICER, OFFICER)
    assert tie.valid_until - timezone.now() > timedelta(days=364)
    assert list(Affiliation.objects.valid()) == [tie]
    assert tie.changes.get().to_state == "verified"


@pytest.mark.parametrize("decide", [verification.approve, verification.reject])
def test_what_staff_decided_stays_through_a_new_claim_and_a_fitting_address(decide):
    create_agency()
    tie = claimed(email="me@private.example")
    decide(tie, by=create_user(email=STAFF))
    state = tie.state
    EmailAddress.objects.create(user=tie.person.user, email=OFFICER, verified=True)
    again = verification.claim(tie.person, profession="fire", agency_name=tie.agency.name)
    again = verification.verify_by_domain(again)
    assert (again.state, again.decided_by.email) == (state, STAFF)
    assert again.profession_id == ("police" if state == "verified" else "fire")


@pytest.mark.parametrize(
    "email",
    [
        "officer@mail.blueriver.example",
        "officer@notblueriver.example",
        "officer@blueriver.example.evil.example",
        "officer@blueriver.exаmple",  # a Cyrillic letter
        "officer@blue\u00adriver.example",  # a soft hyphen
        '"officer@blueriver.example"@evil.example',
        '"officer"@blueriver.example',
        "officer@blueriver.example.",
    ],
)
def test_e2_no_other_address_verifies(email):
    create_agency()
    user = create_user(email="someone@example.org")
    EmailAddress.objects.filter(user=user).update(email=email)
    tie = verification.claim(user.person, profession="police", agency_name="Blue River Police")
    assert (tie.state, tie.method) == ("claimed", "")


LOOK_ALIKES = {
    "a": "аα",
    "e": "еε",
    "i": "іι",
    "o": "оο0",
    "l": "1Iӏ",
    "r": "г",
    "u": "υ",
    "b": "Ьв",
}


def look_alike(domain: str, pick: random.Random) -> str:
    """A domain that a reader, or a careless comparison, takes for `domain`."""
    at = pick.randrange(len(domain))
    letter = domain[at]
    ways = [
        lambda: domain[:at] + pick.choice(LOOK_ALIKES.get(letter, "ɑ")) + domain[at + 1 :],
        lambda: domain[:at] + pick.choice("\u00ad\u200b\u200d\u2060\ufeff") + domain[at:],
        lambda: f"{pick.choice(['mail', 'x', 'www', '-', 'xn--a'])}.{domain}",
        lambda: f"{pick.choice(['not', 'my-', 'x'])}{domain}",
        lambda: f"{domain}.{pick.choice(['evil.example', 'gov', 'org', '.'])}",
        lambda: domain + pick.choice([".", "..", " ", "\u3002", ":25", "/", "%00", "\x00"]),
        lambda: domain.replace(".", pick.choice(["\u3002", "\uff0e", "\uff61", ",", ".."])),
        lambda: domain.encode("idna").decode().replace("e", "xn--e", 1),
        lambda: f"[{domain}]",
        lambda: domain[:at] + domain[at + 1 :],
        lambda: domain[:at] + letter + domain[at:] if letter != "." else "." + domain,
    ]
    return pick.choice(ways)()


def test_e2_no_address_outside_a_listed_domain_ever_matches_ten_thousand_look_alikes():
    pick, domain = random.Random(20261126), "blueriver.example"
    locals_ = ["officer", "o.f", '"officer"', f"a@{domain}", "a b", "", "офицер", f'"x@{domain}"']
    tried = 0
    while tried < 10_000:
        other = look_alike(domain, pick)
        if other == domain:
            continue
        tried += 1
        address = f"{pick.choice(locals_)}@{other}"
        if pick.random() < 0.5:
            address = "".join(pick.choice([c.upper(), c.lower()]) for c in address)
        assert domain_of(address) != domain, address


def test_e2_the_true_domain_matches_in_any_case_and_only_with_a_plain_local_part():
    pick, domain = random.Random(7), "blueriver.example"
    for _number in range(500):
        mixed = "".join(pick.choice([c.upper(), c.lower()]) for c in domain)
        assert domain_of(f"officer@{mixed}") == domain
    for local in ('"officer"', "a@b", "", "офицер"):
        assert domain_of(f"{local}@{domain}") is None


def test_e3_a_domain_that_citizens_have_too_never_verifies_by_itself():
    agency = create_agency(manual=True)
    tie = claimed()
    assert (tie.state, tie.level) == ("claimed", 0)
    vouching.vouch(tie, by=create_chief(agency))
    assert (read(tie).state, read(tie).level) == ("verified", 2)


def test_e5_an_unconfirmed_address_or_an_agency_suspended_proves_nothing():
    agency = create_agency()
    tie = claimed(verified=False)
    assert (tie.state, tie.method) == ("claimed", "")
    EmailAddress.objects.update(verified=True)
    agencies.suspend(agency, by=create_user(email=STAFF))
    tie = verification.verify_by_domain(read(tie))
    assert tie.state == "claimed"
    agencies.reinstate(agency, by=tie.person.user)
    assert verification.verify_by_domain(read(tie)).state == "verified"


def test_e5_a_second_address_that_is_not_confirmed_proves_nothing():
    create_agency()
    tie = claimed(email="me@private.example")
    EmailAddress.objects.create(user=tie.person.user, email=OFFICER, verified=False)
    assert verification.verify_by_domain(read(tie)).state == "claimed"


def test_e4_a_changed_address_ends_what_it_had_proven_and_a_new_one_proves_it_again():
    create_agency()
    tie = claimed()
    user = tie.person.user
    EmailAddress.objects.filter(user=user).update(email="me@private.example")
    assert not Affiliation.objects.valid().exists()
    assert not read(tie).is_valid
    assert lapsing.end_with_address(user) == 1
    assert read(tie).state == "expired"
    again = verification.claim(user.person, profession="police", agency_name="Blue River Police")
    assert again.state == "claimed"
    EmailAddress.objects.filter(user=user).update(email="new@blueriver.example")
    assert verification.verify_by_domain(read(tie)).state == "verified"


def test_e6_what_ran_out_is_renewed_by_a_mail_to_the_agency_address_and_by_nothing_less():
    create_agency()
    tie = claimed()
    with time_machine.travel(tie.valid_until + timedelta(minutes=1)):
        assert lapsing.end_lapsed() == 1
        again = verification.claim(tie.person, profession="police", agency_name="Blue River Police")
        assert again.state == "claimed"
        mail = OutgoingEmail.objects.get(kind="accounts/email/renew")
        assert mail.to == OFFICER
        token = mail.facts["links"]["renew"].rstrip("/").rpartition("/")[2]
        opened = renewals.opened(token)
        verification.renew_by_address(opened)
        assert (read(tie).state, read(tie).level) == ("verified", 1)
        assert renewals.opened(token) is None  # used


def test_e6_it_is_told_30_and_7_days_before_once_each():
    create_agency()
    tie = claimed()
    told = []
    for days in (31, 29, 28, 8, 6, 5):
        told.append(lapsing.tell_before(tie.valid_until - timedelta(days=days)))
    assert told == [0, 1, 0, 0, 1, 0]
    mails = OutgoingEmail.objects.filter(kind="accounts/email/ending")
    assert {mail.to for mail in mails} == {OFFICER}
    assert len(mails) == 2


def test_e6_verified_for_a_few_days_it_is_told_once():
    create_agency()
    tie = claimed(email="me@private.example")
    until = timezone.now() + timedelta(days=5)
    verification.approve(tie, by=create_user(email=STAFF), valid_until=until)
    assert lapsing.tell_before() == 1
    assert lapsing.tell_before() == 0


def test_e7_a_coordinators_word_counts_inside_the_domains_of_the_agency_alone():
    agency = create_agency()
    chief = create_chief(agency)
    outside = claimed(email="me@private.example")
    vouching.vouch(outside, by=chief)
    assert read(outside).state == "claimed"
    verification.approve(outside, by=create_user(email=STAFF))  # the second approver
    assert read(outside).is_valid


def test_e7_nobody_vouches_for_themselves_or_for_another_agency():
    agency = create_agency()
    chief = create_chief(agency)
    own = verification.claim(chief.person, profession="police", agency_name="Blue River Police")
    with pytest.raises(VerificationRefused, match="about themselves"):
        vouching.vouch(own, by=chief)
    create_agency(name="Lake Fork Police", domain="lakefork.example")
    other = claimed(email="a@lakefork.example", agency="Lake Fork Police")
    with pytest.raises(VerificationRefused, match="training coordinator"):
        vouching.vouch(other, by=chief)


def test_e10_nobody_approves_themselves():
    create_agency()
    tie = claimed(email="me@private.example")
    with pytest.raises(VerificationRefused, match="about themselves"):
        verification.approve(tie, by=tie.person.user)
    with pytest.raises(VerificationRefused, match="about themselves"):
        verification.reject(tie, by=tie.person.user)
    assert read(tie).state == "claimed"


def test_e10_with_four_eyes_the_highest_level_takes_two_verifiers(settings):
    settings.FOUR_EYES = True
    create_agency()
    tie = claimed(email="me@private.example")
    first, second = create_user(email=STAFF), create_user(email="second@example.org")
    for _press in range(2):  # pressing twice is not two people
        verification.approve(read(tie), by=first, method="document")
        assert read(tie).state == "in_review"
    verification.approve(read(tie), by=second, method="document")
    assert (read(tie).state, read(tie).level) == ("verified", 3)
    assert read(tie).decided_by == second


def test_a_code_proves_it_is_counted_and_ends_with_its_quota_its_time_and_its_successor():
    agency = create_agency()
    chief = create_chief(agency)
    code = agencies.rotate_code(agency, by=chief, quota=1)
    assert code not in str(agency.codes.values())
    people = [create_user(email=f"p{n}@private.example").person for n in range(4)]

    def use(person, typed):
        return verification.use_code(person, code=typed, profession="police")

    assert use(people[0], code.lower().replace("-", " ")).is_valid
    assert use(people[1], code) is None  # its quota is used up
    new = agencies.rotate_code(agency, by=chief, quota=5)
    assert use(people[1], code) is None
    with time_machine.travel(timezone.now() + timedelta(days=91)):
        assert use(people[1], new) is None
    tie = use(people[1], new)
    assert (tie.level, tie.method, tie.agency) == (2, "code", agency)
    agencies.revoke_code(agency, by=chief)
    assert use(people[2], new) is None


def test_a_code_does_not_bring_back_whom_the_agency_turned_away():
    agency = create_agency()
    chief = create_chief(agency)
    tie = claimed(email="me@private.example")
    verification.revoke(tie, by=chief, reason="Left.")
    code = agencies.rotate_code(agency, by=chief, quota=5)
    again = verification.use_code(tie.person, code=code, profession="police")
    assert again.state == "in_review"


def test_a_transfer_keeps_the_history_and_begins_a_claim_elsewhere():
    create_agency()
    other = create_agency(name="Lake Fork Police", domain="lakefork.example")
    tie = claimed()
    new = verification.transfer(
        tie, by=create_user(email=STAFF), agency=other, reason="Works there now."
    )
    assert (read(tie).state, new.agency, new.state) == ("transferred", other, "claimed")
    assert [change.to_state for change in read(tie).changes.all()] == ["transferred", "verified"]


def test_two_agencies_become_one_and_the_stronger_proof_stays():
    keep, drop = create_agency(), create_agency(name="Blue River PD", domain="brpd.example")
    staff = create_user(email=STAFF)
    both = claimed(email="a@brpd.example", agency="Blue River PD")
    weak = verification.claim(both.person, profession="police", agency_name="Blue River Police")
    only = claimed(email="b@brpd.example", agency="Blue River PD")
    agencies.merge(drop, into=keep, by=staff)
    assert not Affiliation.objects.filter(pk=weak.pk).exists()
    assert {tie.agency for tie in (read(both), read(only))} == {keep}
    assert read(both).is_valid
    assert claimed(email="c@brpd.example", agency="blue river pd").is_valid
    drop.refresh_from_db()
    assert (drop.status, drop.merged_into) == ("merged", keep)
    with pytest.raises(agencies.AgencyRefused):
        agencies.merge(drop, into=keep, by=staff)


@pytest.mark.parametrize("domain", ["gmail.com", "Yahoo.com", "nodots", "a b.example", "é.example"])
def test_a_domain_that_anyone_or_nobody_has_is_not_listed(domain):
    with pytest.raises(ValidationError):
        validate_agency_domain(domain)
