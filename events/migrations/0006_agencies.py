import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Seats that agencies hold, places that wait for an agency, and what an event asks of responders."""

    dependencies = [
        ('accounts', '0007_agencies_settled'),
        ('courses', '0002_credit'),
        ('events', '0005_credit_rights'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SeatHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seats', models.PositiveIntegerField(verbose_name='seats')),
                ('named', models.PositiveIntegerField(default=0)),
                ('until', models.DateTimeField(verbose_name='to be named by')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('released_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'held seats',
                'verbose_name_plural': 'held seats',
                'ordering': ['pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='event',
            name='event_never_oversold',
        ),
        migrations.RemoveConstraint(
            model_name='registration',
            name='registration_one_live_per_person',
        ),
        migrations.RemoveConstraint(
            model_name='registration',
            name='registration_seat_fits_state',
        ),
        migrations.RemoveConstraint(
            model_name='registration',
            name='registration_hold_only_while_checked',
        ),
        migrations.AddField(
            model_name='event',
            name='agency_approves',
            field=models.BooleanField(default=False, help_text='Its training coordinator says yes before someone gets a place.', verbose_name='the agency must approve'),
        ),
        migrations.AddField(
            model_name='event',
            name='level',
            field=models.PositiveSmallIntegerField(choices=[(1, 'has an address of the agency'), (2, 'the agency says so'), (3, 'showed a document')], default=1, help_text='Of first responders: who has less is checked by a person first.', verbose_name='proof needed'),
        ),
        migrations.AddField(
            model_name='event',
            name='members_first_days',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Until then others wait in line. Empty: first come, first served.', null=True, verbose_name='members first until so many days before'),
        ),
        migrations.AddField(
            model_name='event',
            name='professions',
            field=models.ManyToManyField(blank=True, help_text='Of first responders. None chosen: all of them.', related_name='+', to='accounts.profession', verbose_name='professions'),
        ),
        migrations.AddField(
            model_name='event',
            name='seats_held',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AlterField(
            model_name='registration',
            name='state',
            field=models.CharField(choices=[('confirmed', 'confirmed'), ('pending_eligibility', 'being checked'), ('pending_agency', 'waits for the agency'), ('waitlisted', 'on the waiting list'), ('withdrawn', 'given back'), ('declined', 'declined'), ('expired', 'expired'), ('cancelled_by_organizer', 'cancelled by the organizer'), ('moved', 'moved to another date')], max_length=24, verbose_name='state'),
        ),
        migrations.AddField(
            model_name="transition",
            name="set_aside",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name='transition',
            name='source',
            field=models.CharField(choices=[('web', 'on the website'), ('link', 'from the link in a mail'), ('staff', 'by staff'), ('clock', 'by the clock'), ('event', 'with the event'), ('agency', 'by the agency'), ('tie', 'because the tie to the agency changed')], max_length=10),
        ),
        migrations.AlterField(
            model_name='transition',
            name='to_state',
            field=models.CharField(choices=[('confirmed', 'confirmed'), ('pending_eligibility', 'being checked'), ('pending_agency', 'waits for the agency'), ('waitlisted', 'on the waiting list'), ('withdrawn', 'given back'), ('declined', 'declined'), ('expired', 'expired'), ('cancelled_by_organizer', 'cancelled by the organizer'), ('moved', 'moved to another date')], max_length=24),
        ),
        migrations.AddConstraint(
            model_name='event',
            constraint=models.CheckConstraint(condition=models.Q(('seats_taken__lte', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('seats'), '+', models.F('overbooked')), '-', models.F('seats_held')))), name='event_never_oversold'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['confirmed', 'pending_eligibility', 'pending_agency', 'waitlisted'])), fields=('event', 'person'), name='registration_one_live_per_person'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('holds_seat', True), ('state', 'confirmed')), ('state__in', ['pending_eligibility', 'pending_agency']), models.Q(models.Q(('state__in', ['confirmed', 'pending_eligibility', 'pending_agency']), _negated=True), ('holds_seat', False)), _connector='OR'), name='registration_seat_fits_state'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(('hold_until', None), models.Q(('holds_seat', True), ('state__in', ['pending_eligibility', 'pending_agency'])), _connector='OR'), name='registration_hold_only_while_checked'),
        ),
        migrations.AddField(
            model_name='seathold',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seat_holds', to='accounts.agency'),
        ),
        migrations.AddField(
            model_name='seathold',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='seathold',
            name='event',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seat_holds', to='events.event'),
        ),
        migrations.AddConstraint(
            model_name='seathold',
            constraint=models.CheckConstraint(condition=models.Q(('named__lte', models.F('seats')), ('seats__gte', 1)), name='seat_hold_names_within_seats'),
        ),
        migrations.AddConstraint(
            model_name='seathold',
            constraint=models.UniqueConstraint(condition=models.Q(('released_at', None)), fields=('event', 'agency'), name='seat_hold_one_per_agency_and_event'),
        ),
    ]
