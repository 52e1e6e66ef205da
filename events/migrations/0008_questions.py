

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0002_credit'),
        ('events', '0007_verifiers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='event',
            name='serves_food',
            field=models.BooleanField(default=False, help_text='Then people are asked what they eat.', verbose_name='food is served'),
        ),
        migrations.CreateModel(
            name='Accommodation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked', models.TextField(verbose_name='what is needed')),
                ('stage', models.CharField(choices=[('asked', 'asked'), ('promised', 'promised'), ('told', 'told to the venue'), ('closed', 'closed')], default='asked', max_length=10, verbose_name='stage')),
                ('promised', models.TextField(blank=True, verbose_name='what is promised')),
                ('told_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('registration', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='accommodation', to='events.registration')),
            ],
            options={
                'verbose_name': 'access need',
                'verbose_name_plural': 'access needs',
                'ordering': ['registration__event', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='AccommodationChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('asked', 'asked'), ('promised', 'promised'), ('told', 'told to the venue'), ('closed', 'closed')], max_length=10)),
                ('note', models.CharField(blank=True, max_length=240)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('accommodation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='events.accommodation')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'change of an access need',
                'verbose_name_plural': 'changes of access needs',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Diet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('needs', models.CharField(max_length=200, verbose_name='dietary needs')),
                ('registration', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='diet', to='events.registration')),
            ],
            options={
                'verbose_name': 'dietary need',
                'verbose_name_plural': 'dietary needs',
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('course', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='courses.course')),
                ('event', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='events.event')),
            ],
            options={
                'verbose_name': 'question',
                'verbose_name_plural': 'questions',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='QuestionVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('is_current', models.BooleanField(default=True)),
                ('kind', models.CharField(choices=[('text', 'Text'), ('choice', 'One of a list'), ('several', 'Several of a list'), ('number', 'Number'), ('date', 'Date'), ('agreement', 'Agreement: a box to tick'), ('file', 'File, for staff alone: PDF, JPEG or PNG')], max_length=10, verbose_name='kind')),
                ('label', models.CharField(max_length=200, verbose_name='question')),
                ('help_text', models.CharField(blank=True, max_length=300, verbose_name='help')),
                ('required', models.BooleanField(default=False, verbose_name='must be answered')),
                ('choices', models.JSONField(blank=True, default=list)),
                ('asked_of', models.CharField(blank=True, choices=[('', 'Everybody'), ('responders', 'First responders'), ('citizens', 'Citizens')], max_length=20, verbose_name='asked of')),
                ('depends_values', models.JSONField(blank=True, default=list)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('depends_on', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='dependents', to='events.question')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='events.question')),
            ],
            options={
                'verbose_name': 'version of a question',
                'verbose_name_plural': 'versions of questions',
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.JSONField()),
                ('file', models.CharField(blank=True, max_length=100)),
                ('file_kind', models.CharField(blank=True, max_length=40)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='events.registration')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='events.question')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='events.questionversion')),
            ],
            options={
                'verbose_name': 'answer',
                'verbose_name_plural': 'answers',
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('course', None), ('event__isnull', False)), models.Q(('course__isnull', False), ('event', None)), _connector='OR'), name='question_of_a_course_or_an_event'),
        ),
        migrations.AddConstraint(
            model_name='questionversion',
            constraint=models.UniqueConstraint(fields=('question', 'number'), name='question_version_once'),
        ),
        migrations.AddConstraint(
            model_name='questionversion',
            constraint=models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('question',), name='question_one_current_version'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('registration', 'question'), name='answer_one_each_question'),
        ),
    ]
