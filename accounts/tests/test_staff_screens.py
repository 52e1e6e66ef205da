"""The back office's screens of users, people and agencies."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils.html import strip_tags

from accounts import verification
from accounts.models import Agency, AgencyDomain, Person, User
from accounts.tests.steps import kinds_to, mails_to, sign_in_by_code, user_id
from tests.people import create_person, create_user

pytestmark = pytest.mark.django_db
USERS, PEOPLE, AGENCIES = "/admin/users/", "/admin/person/", "/admin/agency/"


@pytest.fixture
def admin(client, settings) -> Client:
    """An administrator at work; the second factor is not what these tests are about."""
    settings.DEBUG = True
    client.force_login(create_user(email="admin@example.org", superuser=True))
    return client


def officer() -> Client:
    """Staff who may edit users, people and agencies, and are no administrator."""
    user = create_user(email="coordinator@example.org", staff=True)
    names = ["access_admin", "add_user", "change_user", "change_person", "delete_person"]
    group = Group.objects.create(name="Helpers with users")
    group.permissions.set(Permission.objects.filter(codename__in=names))
    user.groups.add(group)
    client = Client()
    client.force_login(user)
    return client


def user_form(**fields) -> dict:
    return {"email": "new@example.org", "first_name": "Ada", "last_name": "Rivera"} | fields


def test_a_user_made_there_has_a_person_and_signs_in_by_code(admin):
    group = Group.objects.create(name="Helpers")
    for page in (USERS, f"{USERS}new/", f"{USERS}?q=admin"):
        assert admin.get(page).status_code == 200
    answer = admin.post(f"{USERS}new/", user_form(email="New@Example.org", groups=[group.pk]))
    assert answer.status_code == 302
    user = User.objects.get(email="new@example.org")
    assert (user.person.name, user.person.contact_email) == ("Ada Rivera", "new@example.org")
    assert (user.is_staff, user.has_usable_password()) == (True, False)
    browser = Client()
    sign_in_by_code(browser, "new@example.org")
    assert user_id(browser) == str(user.pk)
    assert kinds_to("new@example.org") == ["account/email/login_code"]


def test_staff_type_names_without_control_characters_and_of_a_length_that_fits(admin):
    names = {"first_name": "A\x00da\r\nB.", "last_name": "Ri\x1bvera"}
    assert admin.post(f"{USERS}new/", user_form(**names)).status_code == 302
    person = Person.objects.get(contact_email="new@example.org")
    assert person.name == "Ada B. Rivera"
    long = user_form(email="long@example.org", last_name="x" * 81)
    assert list(admin.post(f"{USERS}new/", long).context["form"].errors) == ["last_name"]

    typed = {"given_name": "A\x07da", "family_name": "Lo\npez", "roster_name": "\u200b"}
    page = f"{PEOPLE}edit/{person.pk}/"
    assert admin.post(page, typed | {"time_zone": "UTC"}).status_code == 302
    person.refresh_from_db()
    assert (person.name, person.roster_name) == ("Ada Lo pez", "")


def test_a_user_can_be_edited_and_a_new_address_replaces_the_old_one(admin):
    user = create_user(email="old@example.org")
    page = admin.get(f"{USERS}edit/{user.pk}/")
    assert 'value="Rivera"' in page.content.decode()
    answer = admin.post(f"{USERS}edit/{user.pk}/", user_form(last_name="Lopez", is_active="on"))
    assert answer.status_code == 302
    user.refresh_from_db()
    assert (user.email, user.person.name) == ("new@example.org", "Ada Lopez")
    assert user.person.contact_email == "new@example.org"
    addresses = EmailAddress.objects.filter(user=user)
    assert list(addresses.values_list("email", "verified", "primary")) == [
        ("new@example.org", False, True)
    ]
    for email in ("old@example.org", "new@example.org"):
        assert mails_to(email)[-1].kind == "account/email/email_changed"


@pytest.mark.parametrize("email", ["ADMIN@example.org", "ada@localhost", "ada@exаmple.org", ""])
def test_an_address_that_cannot_be_is_refused_with_a_sentence(admin, email):
    answer = admin.post(f"{USERS}new/", user_form(email=email))
    assert answer.status_code == 200
    assert answer.context["form"].errors["email"]
    assert User.objects.count() == 1


def test_ones_own_address_is_changed_on_ones_own_page_alone(admin):
    user = User.objects.get()
    admin.post(f"{USERS}edit/{user.pk}/", user_form())
    user.refresh_from_db()
    assert (user.email, user.person.given_name) == ("admin@example.org", "Ada")
    assert (user.is_superuser, user.is_active) == (True, True)


def test_only_an_administrator_makes_or_edits_one(settings):
    settings.DEBUG = True
    boss = create_user(email="admin@example.org", superuser=True)
    client = officer()
    assert client.get(f"{USERS}new/").status_code == 200
    client.post(f"{USERS}new/", user_form(is_superuser="on"))
    assert User.objects.get(email="new@example.org").is_superuser is False
    answer = client.post(f"{USERS}edit/{boss.pk}/", user_form(email="mine@example.org"))
    assert answer.status_code == 302
    boss.refresh_from_db()
    assert boss.email == "admin@example.org"


def test_the_page_of_ones_own_settings_has_no_name_address_or_password(admin):
    page = admin.get("/admin/account/")
    assert page.status_code == 200
    body = page.content.decode()
    assert "name_email-" not in body
    assert "password-" not in body
    assert 'href="/accounts/"' in body
    answer = admin.post(
        "/admin/account/", {"theme-theme": "dark", "name_email-email": "x@example.org"}
    )
    assert User.objects.get().email == "admin@example.org"
    assert answer.status_code in (200, 302)


def test_people_are_found_by_each_word_of_name_and_address(admin):
    create_person(given_name="Grace", family_name="Lake", contact_email="gl@example.org")
    create_person(given_name="Grace", family_name="Stone", contact_email="stone@example.org")
    asked = {"grace la": 1, "GRACE": 2, "stone@": 1, "grace nobody": 0, "'\"%": 0}
    for words, found in asked.items():
        page = admin.get(PEOPLE, {"q": words})
        assert len(page.context["object_list"]) == found, words


def test_a_row_of_the_list_leads_to_the_person(admin):
    person = create_person(given_name="Grace", family_name="Lake")
    edit = f'href="{PEOPLE}edit/{person.pk}/"'
    assert admin.get(PEOPLE).content.decode().count(edit) >= 2  # the name, and the row's menu
    reader = officer()
    group = Group.objects.get(name="Helpers with users")
    group.permissions.add(Permission.objects.get(codename="view_person"))
    group.permissions.remove(Permission.objects.get(codename="change_person"))
    page = reader.get(PEOPLE).content.decode()
    assert "Grace Lake" in page
    assert edit not in page


def test_a_person_is_added_edited_and_kept(admin):
    assert admin.get(f"{PEOPLE}new/").status_code == 200
    data = {"given_name": "Sam", "family_name": "Stone", "time_zone": "America/Chicago"}
    assert admin.post(f"{PEOPLE}new/", data).status_code == 302
    person = Person.objects.get(given_name="Sam")
    assert (person.user, person.contact_email) == (None, "")
    page = f"{PEOPLE}edit/{person.pk}/"
    assert admin.get(page).status_code == 200
    admin.post(page, data | {"contact_email": "sam@example.org", "roster_name": "S. Stone"})
    person.refresh_from_db()
    assert (person.contact_email, person.name_on_roster) == ("sam@example.org", "S. Stone")
    admin.post(f"{PEOPLE}delete/{person.pk}/")
    assert Person.objects.filter(pk=person.pk).exists()


def test_no_user_is_deleted_there_only_switched_off(admin):
    user = create_user(email="old@example.org")
    admin.post(f"{USERS}delete/{user.pk}/")
    admin.post(f"/admin/bulk/accounts/user/delete/?id={user.pk}&next={USERS}")
    assert User.objects.filter(pk=user.pk).exists()
    data = user_form(email="old@example.org")
    admin.post(f"{USERS}edit/{user.pk}/", data)
    user.refresh_from_db()
    assert user.is_active is False


def test_the_address_of_someone_with_a_login_is_not_changed_there(admin):
    person = Person.objects.get()
    data = {"given_name": "Sam", "time_zone": "UTC", "contact_email": "x@example.org"}
    admin.post(f"{PEOPLE}edit/{person.pk}/", data)
    person.refresh_from_db()
    assert (person.given_name, person.contact_email) == ("Sam", "admin@example.org")


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_of_people_asks_the_database_as_often_for_three_as_for_one(
    admin, people, django_assert_num_queries
):
    for number in range(people):
        person = create_person(family_name=f"Rivera {number}")
        verification.claim(person, profession="police", agency_name=f"Agency {number}")
    admin.get(PEOPLE)
    with django_assert_num_queries(14):  # three keep the search for the way back
        page = admin.get(PEOPLE, {"state": "claimed"})
    assert len(page.context["object_list"]) == people
    assert f"Agency {people - 1}" in page.content.decode()


def agency_form(*domains: str) -> dict:
    data = {"name": "Blue River Police", "kind": "Police", "state": "MO"}
    data |= {"domains-TOTAL_FORMS": len(domains), "domains-INITIAL_FORMS": 0}
    for rows in ("aliases", "units"):
        data |= {f"{rows}-TOTAL_FORMS": 0, f"{rows}-INITIAL_FORMS": 0}
    proof = {f"domains-{n}-proof": "automatic" for n, _domain in enumerate(domains)}
    return data | proof | {f"domains-{n}-domain": domain for n, domain in enumerate(domains)}


def test_an_agency_is_made_with_its_domains(admin):
    assert admin.get(AGENCIES).status_code == 200
    assert admin.get(f"{AGENCIES}new/").status_code == 200
    answer = admin.post(f"{AGENCIES}new/", agency_form("BlueRiver.example", "br.example"))
    assert answer.status_code == 302
    agency = Agency.objects.get()
    listed = AgencyDomain.objects.filter(agency=agency).values_list("domain", flat=True)
    assert sorted(listed) == ["blueriver.example", "br.example"]
    assert admin.get(f"{AGENCIES}edit/{agency.pk}/").status_code == 200
    assert len(admin.get(AGENCIES, {"q": "blueriver.ex"}).context["object_list"]) == 1


@pytest.mark.parametrize("domain", ["gmail.com", "not a domain"])
def test_a_domain_that_proves_nothing_gets_a_sentence(admin, domain):
    answer = admin.post(f"{AGENCIES}new/", agency_form(domain))
    assert answer.status_code == 200
    assert not Agency.objects.exists()


def test_a_person_without_name_and_address_is_still_listed(admin):
    create_person(given_name="", family_name="")
    page = admin.get(PEOPLE)
    assert page.status_code == 200
    assert "Person without a name" in page.content.decode()


def test_yes_and_no_are_words_in_lists_and_above_them(admin):
    Agency.objects.create(name="Blue River Police")
    Agency.objects.filter(name="Blue River Police").update(is_member=True)
    Agency.objects.create(name="Old Mill Police")
    said = {"true": ("Yes", "Blue River Police"), "false": ("No", "Old Mill Police")}
    for value, (word, name) in said.items():
        page = admin.get("/admin/agency/", {"is_member": value}).content.decode()
        shown = " ".join(strip_tags(page).split())
        assert f"Member: {word}" in shown
        assert f"{name} Edit Delete active {word}" in shown
        assert "True" not in shown
        assert "False" not in shown


def test_a_page_of_the_office_that_is_not_there_says_so_in_our_words(admin):
    answer = admin.get("/admin/nowhere/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "Back office of Rollcall" in page
    assert 'href="/help/"' in page
    assert "Wagtail admin" not in page


def test_help_is_in_the_menu_of_the_office(admin):
    assert "Help and hotline" in admin.get("/admin/").content.decode()
