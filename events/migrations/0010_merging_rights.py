from django.db import migrations

from events.roles import ensure_groups


def make(apps, schema_editor):
    ensure_groups(apps)


class Migration(migrations.Migration):
    """Coordinators make two people one."""

    dependencies = [("events", "0009_credit_lists"), ("accounts", "0008_names_and_merging")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
