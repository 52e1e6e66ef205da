"""Forms of staff: an event's texts, a venue, and what is asked before something is done."""

from collections.abc import Sequence

from django import forms
from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import professions
from accounts.forms import time_zone_choices
from accounts.lines import LineField
from accounts.models import Level, Person, User
from accounts.models.person import default_time_zone
from courses.models import Course
from events.models import Event, Mark, Registration, Venue
from events.plan_forms import LocalDateTimeField
from events.registrations import DECLINE_REASONS

OWN_WORDS = "own"
NOT_NOTED = "none"


class ReasonForm(forms.Form):
    """Why something is done; shown in the history."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=240,
        help_text=_("Kept in the history."),
    )


class GivenBackForm(ReasonForm):
    """Why a place is given back; the person reads it too."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=240,
        help_text=_("The person reads it. It is kept in the history too."),
    )


class ToldReasonForm(ReasonForm):
    """Why, in words that the people who are told will read."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=240,
        help_text=_("One sentence. Everyone who is told reads it, and so does the public page."),
    )


class PressForm(forms.Form):
    """A question that only needs a press."""


class SeatsForm(ReasonForm):
    """How many seats the event offers."""

    seats = forms.IntegerField(
        label=_("Seats"), min_value=1, max_value=100_000, widget=forms.NumberInput
    )
    field_order = ["seats", "reason"]


class CopyForm(forms.Form):
    """The day on which the copy begins."""

    first_day = forms.DateField(
        label=_("First day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Clock times stay as they are; further days keep their distance."),
    )


class DeclineForm(forms.Form):
    """A sentence that the person reads: one of ours, or own words."""

    choice = forms.ChoiceField(
        label=_("Reason"),
        widget=forms.RadioSelect,
        choices=[*DECLINE_REASONS.items(), (OWN_WORDS, _("In my own words:"))],
    )
    words = forms.CharField(
        label=_("Own words"),
        required=False,
        max_length=240,
        help_text=_("The person reads this sentence."),
    )

    def clean(self) -> dict:
        values = super().clean()
        if values.get("choice") == OWN_WORDS and not values.get("words"):
            self.add_error("words", _("Write the reason in your own words."))
        return values

    @property
    def reason(self) -> str:
        """The sentence; the form is valid."""
        choice = self.cleaned_data["choice"]
        if choice == OWN_WORDS:
            return self.cleaned_data["words"]
        return str(DECLINE_REASONS[choice])


class WriteToForm(forms.Form):
    """To whom: everyone with a place, in line, being checked."""

    groups = forms.MultipleChoiceField(label=_("To whom"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, event: Event, **kwargs):
        super().__init__(*args, **kwargs)
        live = event.registrations.live().order_by()
        numbers = dict(live.values_list("state").annotate(n=Count("pk")))
        groups = (
            ("confirmed", [Registration.State.CONFIRMED], _("Everyone with a place")),
            ("waiting", [Registration.State.WAITLISTED], _("Everyone on the waiting list")),
            ("checked", Registration.UNDECIDED, _("Everyone who is being checked")),
        )
        self.fields["groups"].choices = [
            (name, f"{label}: {sum(numbers.get(state, 0) for state in states)}")
            for name, states, label in groups
        ]
        self.fields["groups"].initial = ["confirmed"]


class BulkMailForm(forms.Form):
    """A mail of staff to chosen people, in plain words; nothing in it is filled in."""

    subject = LineField(
        label=_("Subject"),
        max_length=120,
        help_text=_("Others may see it on a locked phone: no names, no addresses."),
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=5000,
        widget=forms.Textarea({"rows": 10}),
        help_text=_(
            'The mail begins with "Hello" and the name of each person, then your text. Below it'
            " the mail says which event it is about, when and where."
        ),
    )

    def __init__(self, *args, people: Sequence[Registration], **kwargs):
        super().__init__(*args, **kwargs)
        self.people = people

    def clean_subject(self) -> str:
        """Nobody's name or address: a subject is read by whoever passes by."""
        subject = self.cleaned_data["subject"]
        said = subject.casefold()
        names = {
            name.casefold()
            for one in self.people
            for name in (one.certificate_name, one.person.name, one.person.contact_email)
            if name
        }
        if "@" in subject or any(name in said for name in names):
            raise forms.ValidationError(_("Leave names and addresses out of the subject."))
        return subject


class MarkForm(ReasonForm):
    """What is noted of a person in a slot; once the event is held, a correction says why."""

    mark = forms.ChoiceField(
        label=_("What to note"),
        widget=forms.RadioSelect,
        choices=[*Mark.choices, (NOT_NOTED, _("not noted"))],
    )
    field_order = ["mark", "reason"]

    def __init__(self, *args, says_why: bool, **kwargs):
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.required = says_why
        reason.error_messages["required"] = _("The event is over. Say why this is corrected.")

    def clean_mark(self) -> str:
        """Empty for someone who is not noted."""
        mark = self.cleaned_data["mark"]
        return "" if mark == NOT_NOTED else mark


class RenameForm(forms.Form):
    """The name that the certificate carries."""

    name = LineField(label=_("Name on the certificate"), max_length=160)
    reason = forms.CharField(
        label=_("Reason"), max_length=240, help_text=_("For example: the person wrote to us.")
    )


class PlaceForm(forms.Form):
    """What is asked as staff take a place for someone."""

    profession = forms.ChoiceField(
        label=_("Profession"), choices=lambda: [("", "---------"), *professions.choices()]
    )
    agency_name = LineField(label=_("Agency"), max_length=160)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=240,
        help_text=_("For example: phoned today. Kept in the history."),
    )
    beyond_seats = forms.BooleanField(
        label=_("Give a place beyond the seats, if none is free"), required=False
    )

    def __init__(self, *args, event: Event, by: User, person: Person | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if not by.has_perm("events.overbook_event"):
            del self.fields["beyond_seats"]
        if not event.for_responders:
            del self.fields["profession"], self.fields["agency_name"]
        elif tie := person and person.affiliations.select_related("agency").last():
            self.initial |= {"profession": tie.profession_id, "agency_name": tie.agency.name}


class NewPersonForm(PlaceForm):
    """The same, for someone who is new here."""

    given_name = LineField(label=_("Given name"), max_length=80)
    family_name = LineField(label=_("Family name"), max_length=80)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Without one, tell the person everything yourself."),
    )
    field_order = ["given_name", "family_name", "email"]


# What an event asks of first responders alone.
RESPONDERS = ("level", "professions", "agency_approves", "members_first_days")


class EventForm(forms.ModelForm):
    """An event's texts. State, seats, time and place change on the event's own page."""

    opens_at = LocalDateTimeField(label=_("Registration opens"), required=False)
    closes_at = LocalDateTimeField(label=_("Registration closes"), required=False)

    class Meta:
        model = Event
        fields = [
            "course",
            "title",
            "audience",
            "visibility",
            *RESPONDERS,
            "trainers",
            "host",
            "sponsor",
            "partners",
            "opens_at",
            "closes_at",
            "bring",
            "food",
            "serves_food",
            "contact",
        ]
        widgets = {
            "trainers": forms.CheckboxSelectMultiple,
            "professions": forms.CheckboxSelectMultiple,
            "partners": forms.CheckboxSelectMultiple,
            **{name: forms.Textarea({"rows": 3}) for name in ("bring", "food")},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, empty in (
            ("opens_at", _("Empty: as soon as it is published.")),
            ("closes_at", _("Empty: when it starts.")),
        ):
            self.fields[name].zone = self.instance.zone
            self.fields[name].help_text = _("%(empty)s Clock time in %(zone)s.") % {
                "empty": empty,
                "zone": self.instance.time_zone,
            }
        if self.instance.state != Event.State.DRAFT:
            # People have registered for just this.
            self.fields["course"].disabled = self.fields["audience"].disabled = True

        self.fields["level"].required = False  # of a citizen class nobody asks it
        if self.instance.pk and not self.instance.for_responders:
            for name in RESPONDERS:
                del self.fields[name]

    def clean_level(self) -> int:
        return self.cleaned_data["level"] or Level.ADDRESS

    def clean(self) -> dict:
        values = super().clean()
        opens, closes = values.get("opens_at"), values.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("Registration must close after it opens."))
        return values

    def save(self, commit: bool = True) -> Event:
        """A draft that becomes reachable by its link alone gets an address nobody can guess."""
        draft = self.instance.state == Event.State.DRAFT
        if self.instance.pk and draft and {"visibility", "course"} & set(self.changed_data):
            self.instance.slug = ""
        return super().save(commit)


class NewEventForm(EventForm):
    """A first draft: the seats too, and the zone in which its times are meant."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=time_zone_choices, initial=default_time_zone
    )

    class Meta(EventForm.Meta):
        fields = [*EventForm.Meta.fields[:4], "seats", "time_zone", *EventForm.Meta.fields[4:]]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = Course.objects.all()
        # The window is set once the draft has its zone.
        del self.fields["opens_at"], self.fields["closes_at"]


class VenueForm(forms.ModelForm):
    """A venue; it stays large enough for what is planned in it."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=time_zone_choices, initial=default_time_zone
    )

    class Meta:
        model = Venue
        fields = [
            "name",
            "room",
            "address",
            "time_zone",
            "fire_capacity",
            "setup_capacity",
            "parking",
            "entry",
            "weapons",
            "bags",
            "recording",
            "dress",
            "accessibility",
        ]
        widgets = {name: forms.Textarea({"rows": 2}) for name in fields[6:]}

    def clean_setup_capacity(self) -> int:
        """At most the fire capacity; never fewer than the seats of a coming event there."""
        capacity = self.cleaned_data["setup_capacity"]
        fire = self.cleaned_data.get("fire_capacity")
        if fire is not None and capacity > fire:
            raise forms.ValidationError(_("The set-up capacity exceeds the fire capacity."))
        if self.instance.pk:
            coming = Event.objects.coming().filter(venue=self.instance, seats__gt=capacity)
            too_large = coming.exclude(state=Event.State.CANCELLED).count()
            if too_large:
                raise forms.ValidationError(
                    ngettext(
                        "%(n)s coming event here offers more seats. Lower its seats first.",
                        "%(n)s coming events here offer more seats. Lower their seats first.",
                        too_large,
                    )
                    % {"n": too_large}
                )
        return capacity
