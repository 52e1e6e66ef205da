import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What the rows are by now is what the database insists on from here."""

    dependencies = [("accounts", "0006_agencies_from_names")]

    operations = [
        migrations.RemoveField(
            model_name='affiliation',
            name='agency_name',
        ),
        migrations.RemoveField(
            model_name='agency',
            name='is_active',
        ),
        migrations.AlterField(
            model_name='affiliation',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='affiliations', to='accounts.agency'),
        ),
        migrations.AlterField(
            model_name='affiliation',
            name='profession',
            field=models.ForeignKey(db_column='profession', on_delete=django.db.models.deletion.PROTECT, related_name='affiliations', to='accounts.profession', to_field='code'),
        ),
        migrations.AddConstraint(
            model_name='affiliation',
            constraint=models.UniqueConstraint(fields=('person', 'agency'), name='affiliation_person_agency_once'),
        ),
        migrations.AddConstraint(
            model_name='affiliation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('level__gte', 1), ('state', 'verified'), ('valid_until__isnull', False), models.Q(('method', ''), _negated=True)), models.Q(('state', 'verified'), _negated=True), _connector='OR'), name='affiliation_verified_by_a_method'),
        ),
        migrations.AddConstraint(
            model_name='affiliation',
            constraint=models.CheckConstraint(condition=models.Q(('level__range', (0, 3))), name='affiliation_level_of_the_ladder'),
        ),
    ]
