"""The people of the sample site. Every one is fictional."""

from itertools import islice, product

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from accounts import agencies, verification
from accounts.models import Affiliation, Agency, Person, User

GIVEN = (
    "Avery Bela Carmen Devon Elena Farid Grace Hana Imani Jonah Keiko Luis Mara Nadia Omar Priya "
    "Quinn Rosa Samir Tessa Uri Vera Wendell Ximena Yusuf Zora"
).split()
FAMILY = (
    "Abbot Barlow Castellan Dunmore Ellery Fairweather Garrick Holloway Iverson Jessup Kessler "
    "Lindqvist Marlowe Norwood"
).split()
# E-mail, given name, family name, agency and profession where there is one.
ACCOUNTS = [
    ("admin@example.org", "Alex", "Admin", None),
    ("coordinator@example.org", "Casey", "Coordinator", None),
    ("editor@example.org", "Ellis", "Editor", None),
    ("trainer@example.org", "Dana", "Whitlock", None),
    ("officer@blueriver.example", "Owen", "Officer", ("Blue River Police", "police")),
    ("chief@blueriver.example", "Chris", "Chief", ("Blue River Police", "police")),
    ("newcomer@easternjackson.example", "Noor", "Newcomer", ("Eastern Jackson PD", "police")),
    ("citizen@example.org", "Kim", "Citizen", None),
]


def load_accounts() -> dict[str, User]:
    """The eight who can sign in, by the part of their address before the @."""
    users = {}
    for email, given, family, work in ACCOUNTS:
        user = User.objects.create_user(email)
        EmailAddress.objects.update_or_create(
            user=user, email=email, defaults={"verified": True, "primary": True}
        )
        person, _made = Person.objects.update_or_create(
            user=user,
            defaults={"given_name": given, "family_name": family, "contact_email": email},
        )
        user.person = person
        if work:
            agency, profession = work
            verification.verify_by_domain(
                verification.claim(person, profession=profession, agency_name=agency)
            )
        users[email.partition("@")[0]] = user
    _appoint(users)
    User.objects.filter(pk=users["admin"].pk).update(is_staff=True, is_superuser=True)
    staff = [users[name].pk for name in ("coordinator", "editor")]
    User.objects.filter(pk__in=staff).update(is_staff=True)
    users["admin"].refresh_from_db()
    users["coordinator"].groups.add(Group.objects.get(name="Coordinators"))
    users["editor"].groups.add(Group.objects.get(name="Editors"))
    return users


def _appoint(users: dict[str, User]) -> None:
    """The chief runs the people of Blue River, and has handed out a code that nobody can read."""
    agency = Agency.objects.get(name="Blue River Police")
    agencies.appoint(agency, user=users["chief"], by=users["admin"])
    agencies.rotate_code(agency, by=users["chief"], quota=40)


def load_crowd(number: int) -> list[Person]:
    """`number` people without login or address: nobody is written to."""
    names = islice(product(FAMILY, GIVEN), number)
    return Person.objects.bulk_create(
        Person(given_name=given, family_name=family) for family, given in names
    )


def affiliate(people: list[Person], by: User) -> dict[int, Affiliation]:
    """A verified tie to Blue River Police for each, decided by `by`; by person."""
    ties = {}
    for person in people:
        claim = verification.claim(person, profession="police", agency_name="Blue River Police")
        ties[person.pk] = verification.approve(claim, by=by)
    return ties
