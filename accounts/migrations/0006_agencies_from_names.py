from datetime import timedelta

from django.db import migrations

# Code, name, sworn; in the order of forms. The first eight are those that were choices before.
PROFESSIONS = (
    ("police", "Police officer", True),
    ("sro", "School resource officer", True),
    ("fire", "Firefighter", False),
    ("ems", "EMT or paramedic", False),
    ("medical", "Hospital or clinic staff", False),
    ("social", "Social worker", False),
    ("dispatch", "Dispatcher", False),
    ("prosecutor", "Prosecutor", False),
    ("advocate", "Victim advocate", False),
    ("other", "Other first responder", False),
)
LEVELS = {"domain": 1, "staff": 2}
VALID_FOR = timedelta(days=365)


def write(apps, schema_editor):
    Profession = apps.get_model("accounts", "Profession")
    Profession.objects.bulk_create(
        Profession(code=code, name=name, is_sworn=sworn, position=number * 10)
        for number, (code, name, sworn) in enumerate(PROFESSIONS, start=1)
    )
    apps.get_model("accounts", "Agency").objects.filter(is_active=False).update(status="suspended")
    Affiliation = apps.get_model("accounts", "Affiliation")
    _agencies(apps, Affiliation)
    for tie in Affiliation.objects.filter(state="verified"):
        tie.level = LEVELS[tie.method]
        tie.valid_until = tie.valid_until or (tie.decided_at or tie.created_at) + VALID_FOR
        tie.save(update_fields=["level", "valid_until"])
    _bind(apps, Affiliation)


def _agencies(apps, Affiliation):
    """A name that no agency has is an agency that was asked for."""
    Agency = apps.get_model("accounts", "Agency")
    for tie in Affiliation.objects.filter(agency=None).order_by("pk"):
        agency = Agency.objects.filter(name__iexact=tie.agency_name).first()
        if agency is None:
            agency = Agency.objects.create(name=tie.agency_name, status="asked")
        twice = Affiliation.objects.filter(person=tie.person_id, agency=agency)
        if twice.exists():
            tie.registrations.update(affiliation=twice.first())
            tie.delete()
            continue
        tie.agency = agency
        tie.save(update_fields=["agency"])


def _bind(apps, Affiliation):
    """What was proven is bound to the address that proved it, else to the one to sign in with."""
    EmailAddress = apps.get_model("account", "EmailAddress")
    ties = Affiliation.objects.filter(state="verified", person__user__isnull=False)
    for tie in ties.select_related("email", "person"):
        email = tie.email
        if email is None:
            email = EmailAddress.objects.filter(user=tie.person.user_id, primary=True).first()
        if email:
            Affiliation.objects.filter(pk=tie.pk).update(email=email, address=email.email)


class Migration(migrations.Migration):
    """Professions become rows, typed names agencies, and what was verified gets its level."""

    dependencies = [
        ("accounts", "0005_agencies"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("events", "0005_credit_rights"),
    ]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
