import uuid

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models

import accounts.models.coordination


class Migration(migrations.Migration):
    """Units, other names, coordinators, codes and invitations of agencies; levels of proof."""

    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("accounts", "0004_cache_table_beside_redis"),
    ]

    operations = [
        migrations.CreateModel(
            name='AffiliationChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_state', models.CharField(blank=True, max_length=20)),
                ('to_state', models.CharField(choices=[('claimed', 'not checked yet'), ('in_review', 'proof is being looked at'), ('verified', 'verified'), ('rejected', 'could not be confirmed'), ('expired', 'has run out'), ('revoked', 'ended'), ('transferred', 'works elsewhere now')], max_length=20)),
                ('level', models.PositiveSmallIntegerField(choices=[(0, 'says so'), (1, 'has an address of the agency'), (2, 'the agency says so'), (3, 'showed a document')])),
                ('method', models.CharField(blank=True, choices=[('', 'not verified'), ('domain', 'mail domain'), ('code', 'agency code'), ('vouch', "the agency's coordinator"), ('staff', 'the agency, asked by staff'), ('document', 'a document')], max_length=20)),
                ('reason', models.CharField(blank=True, max_length=240)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'change of an affiliation',
                'verbose_name_plural': 'changes of affiliations',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='AgencyAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160, verbose_name='other name')),
            ],
            options={
                'verbose_name': 'other name',
                'verbose_name_plural': 'other names',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='AgencyCode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('quota', models.PositiveIntegerField(verbose_name='how many people')),
                ('used', models.PositiveIntegerField(default=0)),
                ('expires_at', models.DateTimeField(verbose_name='valid until')),
                ('revoked_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'agency code',
                'verbose_name_plural': 'agency codes',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='AgencyCoordinator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'training coordinator',
                'verbose_name_plural': 'training coordinators',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='AgencyInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(default=accounts.models.coordination.invitation_end)),
                ('used_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'invitation to an agency',
                'verbose_name_plural': 'invitations to agencies',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='AgencyUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='unit')),
            ],
            options={
                'verbose_name': 'unit',
                'verbose_name_plural': 'units',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('file', models.CharField(max_length=100)),
                ('sent_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Profession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=20, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('is_sworn', models.BooleanField(default=False, help_text='May be given what is for sworn officers only.', verbose_name='sworn law enforcement')),
                ('is_offered', models.BooleanField(default=True, help_text='Forms offer it to whoever registers.', verbose_name='offered')),
                ('position', models.PositiveSmallIntegerField(default=100, verbose_name='position')),
            ],
            options={
                'verbose_name': 'profession',
                'verbose_name_plural': 'professions',
                'ordering': ['position', 'name'],
            },
        ),
        migrations.AlterModelOptions(
            name='affiliation',
            options={'permissions': [('verify_affiliation', 'Can decide who works where, and see documents')], 'verbose_name': 'affiliation', 'verbose_name_plural': 'affiliations'},
        ),
        migrations.AlterModelOptions(
            name='agencydomain',
            options={'verbose_name': 'mail domain', 'verbose_name_plural': 'mail domains'},
        ),
        migrations.RemoveConstraint(
            model_name='affiliation',
            name='affiliation_person_agency_unique',
        ),
        migrations.RemoveConstraint(
            model_name='affiliation',
            name='affiliation_verified_by_a_method',
        ),
        migrations.AddField(
            model_name='affiliation',
            name='address',
            field=models.EmailField(blank=True, editable=False, max_length=254),
        ),
        migrations.AddField(
            model_name='affiliation',
            name='first_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='affiliation',
            name='level',
            field=models.PositiveSmallIntegerField(choices=[(0, 'says so'), (1, 'has an address of the agency'), (2, 'the agency says so'), (3, 'showed a document')], default=0),
        ),
        migrations.AddField(
            model_name='affiliation',
            name='warned_days',
            field=models.PositiveSmallIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='agency',
            name='asked_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='agency',
            name='created_at',
            field=models.DateTimeField(auto_now_add=True, default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='agency',
            name='is_member',
            field=models.BooleanField(default=False, help_text='Its people come first where an event gives members the first seats.', verbose_name='member'),
        ),
        migrations.AddField(
            model_name='agency',
            name='merged_into',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='accounts.agency'),
        ),
        migrations.AddField(
            model_name='agency',
            name='status',
            field=models.CharField(choices=[('asked', 'asked for, not checked yet'), ('active', 'active'), ('suspended', 'suspended'), ('merged', 'merged into another')], default='active', editable=False, max_length=10, verbose_name='status'),
        ),
        migrations.AddField(
            model_name='agencydomain',
            name='proof',
            field=models.CharField(choices=[('automatic', 'Automatic: whoever has an address there works there'), ('manual', 'Manual: citizens have addresses there too, so a person decides')], default='automatic', max_length=10, verbose_name='what an address proves'),
        ),
        migrations.AlterField(
            model_name='affiliation',
            name='method',
            field=models.CharField(blank=True, choices=[('', 'not verified'), ('domain', 'mail domain'), ('code', 'agency code'), ('vouch', "the agency's coordinator"), ('staff', 'the agency, asked by staff'), ('document', 'a document')], max_length=20),
        ),
        migrations.AlterField(
            model_name='affiliation',
            name='state',
            field=models.CharField(choices=[('claimed', 'not checked yet'), ('in_review', 'proof is being looked at'), ('verified', 'verified'), ('rejected', 'could not be confirmed'), ('expired', 'has run out'), ('revoked', 'ended'), ('transferred', 'works elsewhere now')], default='claimed', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='agency',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('status', 'merged')), models.Q(models.Q(('status', 'merged'), _negated=True), ('merged_into', None)), _connector='OR'), name='agency_merged_into_another'),
        ),
        migrations.AddField(
            model_name='affiliationchange',
            name='affiliation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='accounts.affiliation'),
        ),
        migrations.AddField(
            model_name='affiliationchange',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='agencyalias',
            name='agency',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='accounts.agency'),
        ),
        migrations.AddField(
            model_name='agencycode',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codes', to='accounts.agency'),
        ),
        migrations.AddField(
            model_name='agencycode',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='agencycoordinator',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coordinators', to='accounts.agency'),
        ),
        migrations.AddField(
            model_name='agencycoordinator',
            name='appointed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='agencycoordinator',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coordinates', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='agencyinvitation',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='accounts.agency'),
        ),
        migrations.AddField(
            model_name='agencyinvitation',
            name='invited_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='agencyunit',
            name='agency',
            field=modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='units', to='accounts.agency'),
        ),
        migrations.AddField(
            model_name='affiliation',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='affiliations', to='accounts.agencyunit'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='affiliation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='accounts.affiliation'),
        ),
        migrations.AddField(
            model_name='agencyinvitation',
            name='profession',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.profession'),
        ),
        migrations.AddConstraint(
            model_name='agencyalias',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='agency_alias_unique'),
        ),
        migrations.AddConstraint(
            model_name='agencycode',
            constraint=models.CheckConstraint(condition=models.Q(('used__lte', models.F('quota'))), name='agency_code_within_quota'),
        ),
        migrations.AddConstraint(
            model_name='agencycode',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('agency',), name='agency_code_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='agencycoordinator',
            constraint=models.UniqueConstraint(fields=('agency', 'user'), name='coordinator_once_per_agency'),
        ),
        migrations.AddConstraint(
            model_name='agencyunit',
            constraint=models.UniqueConstraint(models.F('agency'), django.db.models.functions.text.Lower('name'), name='agency_unit_unique'),
        ),
        migrations.AddConstraint(
            model_name='agencyinvitation',
            constraint=models.UniqueConstraint(models.F('agency'), django.db.models.functions.text.Lower('email'), condition=models.Q(('used_at', None)), name='agency_invitation_one_open_each'),
        ),
    ]
