from django.db import migrations

from events.roles import ensure_groups


def make(apps, schema_editor):
    ensure_groups(apps)


class Migration(migrations.Migration):
    """Coordinators write the boards and approvals that the courses have now."""

    dependencies = [("events", "0004_exports"), ("courses", "0002_credit")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
