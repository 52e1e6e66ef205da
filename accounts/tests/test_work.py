"""The page "Where I work", and what its forms and links can and cannot do."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from PIL import Image

from accounts import agencies, evidence, invitations, private_files, renewals, verification
from accounts.models import Affiliation, AgencyInvitation, AgencyUnit, Evidence
from accounts.tests.ladder import OFFICER, claimed, create_agency, create_chief, read
from mail.models import OutgoingEmail
from tests.people import create_user

pytestmark = pytest.mark.django_db
WORK = "/accounts/work/"


@pytest.fixture(autouse=True)
def private_root(settings, tmp_path):
    settings.PRIVATE_MEDIA_ROOT = tmp_path / "private"
    return settings.PRIVATE_MEDIA_ROOT


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def words(response) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def picture(exif: bool = False, **how) -> bytes:
    made = BytesIO()
    image = Image.new("RGB", (40, 30), "navy")
    if exif:
        data = image.getexif()
        data[0x010E] = "taken at home"
        how["exif"] = data
    image.save(made, **{"format": "JPEG"} | how)
    return made.getvalue()


def upload(content: bytes, name: str = "card.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_the_page_asks_for_a_sign_in(client):
    assert client.get(WORK).status_code == 302


def test_each_state_is_said_in_words_with_what_to_do():
    create_agency()
    tie = claimed(email="me@private.example")
    page = browser(tie.person.user)
    assert "You say so. Nobody has checked it yet." in words(page.get(WORK))
    for state in ("in_review", "rejected", "expired", "revoked", "transferred"):
        Affiliation.objects.update(state=state)
        assert page.get(WORK).status_code == 200
    Affiliation.objects.update(state="claimed")
    verification.approve(read(tie), by=create_user(email="staff@example.org"))
    assert "Your agency told us so, until" in words(page.get(WORK))


def test_a_claim_by_an_agency_address_counts_at_once_and_an_unknown_agency_is_looked_at():
    create_agency()
    page = browser(create_user(email=OFFICER))
    page.post(f"{WORK}claim/", {"profession": "police", "agency": "Blue River Police"})
    assert Affiliation.objects.get().is_valid
    answer = page.post(
        f"{WORK}claim/", {"profession": "fire", "agency": "Lake Fork Fire"}, follow=True
    )
    assert "We do not know this agency yet" in words(answer)


def test_a_form_with_nothing_in_it_says_what_is_missing():
    page = browser(create_user(email=OFFICER))
    for address in ("claim/", "code/"):
        answer = words(page.post(WORK + address, {}))
        assert "Please check this first" in answer
        assert "Choose your profession." in answer
    assert not Affiliation.objects.exists()


def test_e11_nothing_that_a_form_sends_sets_what_is_proven():
    create_agency()
    user = create_user(email="me@private.example")
    page = browser(user)
    more = {
        "state": "verified",
        "level": "3",
        "method": "document",
        "is_verified": "1",
        "valid_until": "2099-01-01",
        "role": "chief",
        "is_staff": "on",
        "is_superuser": "on",
        "status": "active",
        "is_member": "on",
        "user": "1",
    }
    page.post(f"{WORK}claim/", {"profession": "police", "agency": "Blue River Police"} | more)
    page.post(f"{WORK}claim/", {"profession": "police", "agency": "Made Up Police"} | more)
    page.post(
        reverse("account_home"),
        {"given_name": "A", "family_name": "B", "time_zone": "America/Chicago"} | more,
    )
    for tie in Affiliation.objects.all():
        page.post(f"{WORK}{tie.pk}/unit/", {"unit": ""} | more)
    user.refresh_from_db()
    assert {(tie.state, tie.level) for tie in Affiliation.objects.all()} == {("claimed", 0)}
    assert (user.is_staff, user.is_superuser, user.coordinates.count()) == (False, False, 0)
    assert read(Affiliation.objects.latest("pk")).agency.status == "asked"


def test_a_wrong_a_used_and_a_revoked_code_get_the_same_sentence():
    agency = create_agency()
    chief = create_chief(agency)
    revoked = agencies.rotate_code(agency, by=chief, quota=5)
    good = agencies.rotate_code(agency, by=chief, quota=1)
    answers = []
    page = browser(create_user(email="me@private.example"))
    for code in (revoked, "BCDF-GHJK-MNPQ", "x"):
        answer = page.post(f"{WORK}code/", {"by-code": code, "by-profession": "police"})
        answers.append("This code does not work." in words(answer))
    assert answers == [True] * 3
    page.post(f"{WORK}code/", {"by-code": good, "by-profession": "police"})
    assert Affiliation.objects.get().level == 2


def test_codes_cannot_be_guessed_at_length():
    page = browser(create_user(email="me@private.example"))
    data = {"by-code": "BCDF-GHJK-MNPQ", "by-profession": "police"}
    answers = [page.post(f"{WORK}code/", data).status_code for _number in range(7)]
    assert answers[-1] == 429


def test_another_persons_tie_is_a_404_on_every_address():
    create_agency()
    tie = claimed()
    stranger = browser(create_user(email="other@example.org"))
    for address in ("unit/", "document/", "renew/", "leave/"):
        for ask in (stranger.get, stranger.post):
            assert ask(f"{WORK}{tie.pk}/{address}").status_code in (404, 405)
    assert read(tie).is_valid


def test_a_unit_of_another_agency_is_not_taken():
    create_agency()
    other = AgencyUnit.objects.create(
        agency=create_agency(name="Lake Fork", domain="lakefork.example"), name="Patrol"
    )
    tie = claimed()
    page = browser(tie.person.user)
    page.post(f"{WORK}{tie.pk}/unit/", {"unit": other.pk})
    assert read(tie).unit is None
    own = AgencyUnit.objects.create(agency=tie.agency, name="Patrol")
    page.post(f"{WORK}{tie.pk}/unit/", {"unit": own.pk})
    assert read(tie).unit == own


def test_a_document_waits_out_of_reach_and_is_destroyed_on_decision(
    private_root, django_capture_on_commit_callbacks
):
    create_agency()
    tie = claimed(email="me@private.example")
    page = browser(tie.person.user)
    page.post(f"{WORK}{tie.pk}/document/", {"document": upload(picture(exif=True))})
    sent = Evidence.objects.get()
    kept = private_root / sent.file
    assert read(tie).state == "in_review"
    assert "card" not in sent.file
    assert kept.stat().st_mode & 0o077 == 0
    assert b"taken at home" not in kept.read_bytes()
    for guess in (f"/media/{sent.file}", f"/private/{sent.file}", f"/documents/{sent.file}"):
        assert page.get(guess).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        verification.approve(
            read(tie), by=create_user(email="staff@example.org"), method="document"
        )
    assert not kept.exists()
    assert not Evidence.objects.exists()
    assert (read(tie).level, read(tie).changes.first().method) == (3, "document")


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"<html><script>alert(1)</script>", "card.jpg", "Send a PDF"),
        (b"MZ\x90\x00", "card.pdf", "Send a PDF"),
        (b"GIF89a" + b"\x00" * 20, "card.png", "Send a PDF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "card.png", "Send a PDF"),
        (b"\xff\xd8\xff\xe0 not a picture", "card.jpg", "cannot be read"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "card.png", "cannot be read"),
        (b"", "card.pdf", "empty"),
    ],
)
def test_what_is_no_document_is_refused_in_words(content, name, why):
    create_agency()
    tie = claimed(email="me@private.example")
    answer = browser(tie.person.user).post(
        f"{WORK}{tie.pk}/document/", {"document": upload(content, name)}
    )
    assert why in words(answer)
    assert not Evidence.objects.exists()


def test_a_file_too_large_and_a_fourth_document_are_refused(monkeypatch):
    create_agency()
    tie = claimed(email="me@private.example")
    page = browser(tie.person.user)
    large = b"%PDF-1.7" + b"\x00" * private_files.LARGEST
    answer = page.post(f"{WORK}{tie.pk}/document/", {"document": upload(large, "a.pdf")})
    assert "at most 10 MB" in words(answer)
    for _number in range(evidence.MOST):
        evidence.send(tie, upload(picture()))
    answer = page.post(f"{WORK}{tie.pk}/document/", {"document": upload(picture())})
    assert "wait already" in words(answer)
    assert Evidence.objects.count() == evidence.MOST


def test_a_huge_picture_is_never_unpacked():
    create_agency()
    tie = claimed(email="me@private.example")
    bomb = BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, format="PNG")
    answer = browser(tie.person.user).post(
        f"{WORK}{tie.pk}/document/", {"document": upload(bomb.getvalue(), "a.png")}
    )
    assert "too large" in words(answer) or "cannot be read" in words(answer)
    assert not Evidence.objects.exists()


def test_leaving_is_asked_first_and_then_ends_it():
    create_agency()
    tie = claimed()
    page = browser(tie.person.user)
    assert "any more?" in words(page.get(f"{WORK}{tie.pk}/leave/"))
    assert read(tie).is_valid
    page.post(f"{WORK}{tie.pk}/leave/")
    assert read(tie).state == "revoked"
    assert not OutgoingEmail.objects.filter(kind="accounts/email/left").exists()  # they know


def test_e4_an_open_session_of_another_window_sees_the_end_on_its_next_request():
    create_agency()
    tie = claimed()
    user = tie.person.user
    window, other = browser(user), browser(user)
    assert "Known by your address" in words(window.get(WORK))
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email="me@private.example", verified=True, primary=True)
    assert "the address that it was bound to has changed" in words(other.get(WORK))
    assert "Known by your address" not in words(window.get(WORK))


def test_e6_a_suspended_agency_ends_it_in_open_windows():
    agency = create_agency()
    tie = claimed()
    window = browser(tie.person.user)
    agencies.suspend(agency, by=tie.person.user)
    assert "your agency is not active here" in words(window.get(WORK))


def test_e6_the_renewal_link_works_once_signed_in_or_not(client):
    create_agency()
    tie = claimed()
    token = renewals.token(read(tie))
    link = reverse("account_renew_tie", args=[token])
    before = tie.valid_until
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert client.get(link).status_code == 200
        assert read(tie).valid_until == before  # looking changes nothing
        assert "for another year" in words(client.post(link))
        assert read(tie).valid_until > before
        assert client.get(link).status_code == 404
        assert client.get(reverse("account_renew_tie", args=["made-up"])).status_code == 404


def invited(email: str = OFFICER):
    agency = create_agency()
    chief = create_chief(agency)
    invitations.invite(agency, email=email, profession="police", by=chief)
    mail = OutgoingEmail.objects.get(kind="accounts/email/invited")
    link = mail.facts["links"]["join"]
    return agency, link[link.index("/accounts/") :]


def test_an_invited_colleague_joins_with_one_press():
    agency, link = invited()
    page = browser(create_user(email=OFFICER))
    assert "asks you to join" in words(page.get(link))
    assert not Affiliation.objects.exists()
    page.post(link)
    tie = read(Affiliation.objects.get())
    assert (tie.agency, tie.is_valid) == (agency, True)


def test_e8_an_invitation_is_for_one_address_one_use_and_seven_days(client):
    _agency, link = invited()
    assert client.get(link).status_code == 302  # to the sign-in, and back
    other = browser(create_user(email="other@blueriver.example"))
    assert "for another address" in words(other.get(link))
    assert other.post(link).status_code == 409
    right = browser(create_user(email=OFFICER))
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert browser(create_user(email="late@example.org")).get(link).status_code == 404
        assert right.post(link).status_code in (302, 404)  # its session has ended too
    assert not Affiliation.objects.exists()
    right = browser(right_user())
    right.post(link)
    assert Affiliation.objects.get().person.user.email == OFFICER
    assert right.get(link).status_code == 404
    assert right.post(link).status_code == 404


def right_user():
    return EmailAddress.objects.get(email=OFFICER).user


def test_e7_an_invitation_to_an_address_outside_the_agency_waits_for_a_verifier():
    _agency, link = invited(email="me@private.example")
    page = browser(create_user(email="me@private.example"))
    answer = page.post(link, follow=True)
    assert "We look at it as well" in words(answer)
    assert not read(Affiliation.objects.get()).is_valid


def test_asked_again_the_link_before_stops_working():
    agency, link = invited()
    chief = agency.coordinators.get().user
    invitations.invite(agency, email=OFFICER.upper(), profession="police", by=chief)
    assert AgencyInvitation.objects.count() == 1
    page = browser(create_user(email=OFFICER))
    assert page.get(link).status_code == 404
