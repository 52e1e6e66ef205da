from django.db import migrations

from events.roles import ensure_groups


def make(apps, schema_editor):
    ensure_groups(apps)


class Migration(migrations.Migration):
    """Who decides who works where, and who keeps the list of professions."""

    dependencies = [("events", "0006_agencies"), ("accounts", "0007_agencies_settled")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
