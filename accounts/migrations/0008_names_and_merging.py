
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_agencies_settled'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='person',
            options={'ordering': ['family_name', 'given_name', 'pk'], 'permissions': [('see_legal_names', 'Can see the legal name of who has chosen another'), ('merge_person', 'Can make two people one')], 'verbose_name': 'person', 'verbose_name_plural': 'people'},
        ),
        migrations.AddField(
            model_name='person',
            name='is_unlisted',
            field=models.BooleanField(default=False, help_text='Printed lists and downloads leave you out. Whoever runs the class still sees that you come.', verbose_name='leave me out of lists and files'),
        ),
        migrations.AddField(
            model_name='person',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='accounts.person'),
        ),
        migrations.AlterField(
            model_name='person',
            name='roster_name',
            field=models.CharField(blank=True, help_text='The name that others see: on rosters, at the door, in mail to staff. Leave empty to use given and family name. Your legal name is then shown only where credit needs it.', max_length=160, verbose_name='name for roster and certificate'),
        ),
        migrations.CreateModel(
            name='PersonMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=240)),
                ('moved', models.JSONField(default=dict)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dropped', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.person')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='accounts.person')),
            ],
            options={
                'verbose_name': 'merge of two people',
                'verbose_name_plural': 'merges of people',
                'ordering': ['-pk'],
            },
        ),
    ]
