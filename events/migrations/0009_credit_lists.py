
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0008_questions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='export',
            name='export_of_a_roster_names_its_event',
        ),
        migrations.AlterField(
            model_name='export',
            name='what',
            field=models.CharField(choices=[('roster', 'roster'), ('registrations', 'list of registrations'), ('credit', 'credit list, with legal names')], max_length=20, verbose_name='what'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('event', None), ('what', 'registrations')), models.Q(('event__isnull', False), ('what__in', ['roster', 'credit'])), _connector='OR'), name='export_of_a_roster_names_its_event'),
        ),
    ]
