"""The groups of people who work in the back office, and what each may do.

Coordinators run events: they enter the back office, write courses and their credit, venues,
events, organizations, agencies and people, decide who comes, and resend or stop mail. To give a
place beyond the seats takes one right more, "events.overbook_event", which an administrator gives
by hand.
Verifiers decide who works where and nothing else, so that this can be somebody's only task.
Trainers have nothing in the back office yet; the group is there for their desk.

Who is in which group is set under Settings, Groups. What an administrator adds to a group stays.
"""

from collections.abc import Iterable

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions

RUN = "events.run_event"
SEE_PEOPLE = "accounts.view_person"
VERIFY = "accounts.verify_affiliation"
ADDRESSES = {"contact_email", "person__contact_email", "user__email"}
COORDINATORS = "Coordinators"
TRAINERS = "Trainers"
VERIFIERS = "Verifiers"

_WRITTEN = (
    "courses.board",
    "courses.course",
    "courses.creditapproval",
    "courses.organization",
    "courses.trainer",
    "events.venue",
    "events.event",
    "accounts.agency",
    "accounts.profession",
    "accounts.person",
)
RIGHTS = {
    COORDINATORS: (
        "wagtailadmin.access_admin",
        RUN,
        "events.view_registration",
        "accounts.view_affiliation",
        VERIFY,
        "accounts.merge_person",
        "mail.view_outgoingemail",
        "mail.change_outgoingemail",
        *(
            name.replace(".", f".{action}_")
            for name in _WRITTEN
            for action in ("view", "add", "change")
        ),
    ),
    TRAINERS: (),
    VERIFIERS: ("wagtailadmin.access_admin", VERIFY, SEE_PEOPLE, "accounts.view_agency"),
}


def may_run_events(user) -> bool:
    """Whether `user`, who may be signed out, may publish, move, cancel and decide who comes."""
    return user.has_perm(RUN)


def may_verify(user) -> bool:
    """Whether `user` decides who works where, and sees the documents that people send for it."""
    return user.has_perm(VERIFY)


def may_edit_agencies(user) -> bool:
    """Whether `user` takes agencies in, suspends and merges them."""
    return user.has_perm("accounts.change_agency")


def may_see_legal_names(user) -> bool:
    """Whether lists for boards may give `user` the legal name of who has chosen another."""
    return user.has_perm("accounts.see_legal_names")


def may_merge_people(user) -> bool:
    """Whether `user` may say that two people are one."""
    return user.has_perm("accounts.merge_person")


def may_see_addresses(user) -> bool:
    """Whether screens, files and searches tell `user` where people are written to.

    The right to see people, beside that to run events: who runs events without it needs no address.
    Outgoing mail, which names where it goes, has a right of its own.
    """
    return user.has_perm(SEE_PEOPLE)


def searched(user, fields: Iterable[str]) -> list[str]:
    """Those of `fields` that a search of `user` looks into: a hit tells an address too."""
    return [name for name in fields if may_see_addresses(user) or name not in ADDRESSES]


def ensure_groups(apps=installed) -> None:
    """Makes the groups where they are missing, and gives each the rights that it lacks.

    Safe to run twice. `apps` is the registry of a migration, or the installed one. Django makes
    the rows of rights only after all migrations, so they are made here where they are missing.
    """
    Group = apps.get_model("auth", "Group")
    for label in ("accounts", "courses", "events", "mail"):
        create_permissions(installed.get_app_config(label), verbosity=0, apps=apps)
    for name, rights in RIGHTS.items():
        group, _made = Group.objects.get_or_create(name=name)
        # An older migration knows fewer; the one that brings a right calls this anew.
        group.permissions.add(*filter(None, (_right(apps, right) for right in rights)))


def _right(apps, right: str):
    Permission = apps.get_model("auth", "Permission")
    app_label, codename = right.split(".")
    if right == "wagtailadmin.access_admin":
        # Belongs to no model; Wagtail's own first migration makes it just so.
        ContentType = apps.get_model("contenttypes", "ContentType")
        kind, _made = ContentType.objects.get_or_create(app_label=app_label, model="admin")
        values = {"name": "Can access Wagtail admin"}
        return Permission.objects.get_or_create(
            content_type=kind, codename=codename, defaults=values
        )[0]
    rows = Permission.objects.filter(content_type__app_label=app_label, codename=codename)
    return rows.first()
