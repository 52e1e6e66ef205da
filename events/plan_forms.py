"""Forms of staff for when and where: clock times as people in the event's zone read them."""

import zoneinfo
from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import time_zone_choices
from events.copying import last_slots
from events.models import Event, Venue
from events.plans import Plan, ScheduleRefused, Span, check_plan, compare, instant

BLANK_ROWS = 2
MOST_ROWS = 60
YEARS = range(2000, 2100)


class LocalDateTimeField(forms.Field):
    """A moment typed as a clock time of `zone`; the browser's own picker, no script."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    default_error_messages = {
        "invalid": _("Write a date and a time such as 2026-12-07 08:00."),
        "required": _("Give a date and a time."),
    }

    def __init__(self, *, zone: zoneinfo.ZoneInfo = zoneinfo.ZoneInfo("UTC"), **kwargs):  # noqa: B008
        super().__init__(**kwargs)
        self.zone = zone

    def prepare_value(self, value: datetime | str | None) -> datetime | str | None:
        """What stands in the box: the clock time in the zone, or what was typed."""
        if isinstance(value, datetime) and value.tzinfo:
            return value.astimezone(self.zone).replace(tzinfo=None)
        return value

    def to_python(self, value: str | None) -> datetime | None:
        """The moment (aware, UTC). A time that the clocks leave out is refused."""
        if value in self.empty_values:
            return None
        try:
            wall = datetime.fromisoformat(value.strip())
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid") from None
        if wall.tzinfo or wall.year not in YEARS:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        try:
            return instant(wall, self.zone)
        except ScheduleRefused as refusal:
            raise forms.ValidationError(str(refusal), "gap") from refusal


class SlotForm(forms.Form):
    """One of the dates. `slot` names the one that it moves."""

    slot = forms.IntegerField(required=False, widget=forms.HiddenInput)
    starts_at = LocalDateTimeField(label=_("Starts"))
    ends_at = LocalDateTimeField(label=_("Ends"))

    def __init__(self, *args, zone: zoneinfo.ZoneInfo, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].zone = self.fields["ends_at"].zone = zone

    def clean(self) -> dict:
        values = super().clean()
        starts, ends = values.get("starts_at"), values.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("The end must come after the start."))
        return values

    def span(self) -> Span:
        """What was typed."""
        values = self.cleaned_data
        return Span(values["starts_at"], values["ends_at"], values["slot"])


class SlotFormSet(forms.BaseFormSet):
    """The dates of an event; a removed one is ticked."""

    def initial_form_count(self) -> int:
        """The dates that stand, whatever the browser says they were."""
        return len(self.initial or [])

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove this date")

    def spans(self) -> list[Span]:
        """Those that stay and were filled in."""
        kept = [form for form in self.forms if form not in self.deleted_forms]
        return [form.span() for form in kept if form.has_changed() or form.initial]


def slot_formset(blank: int) -> type[SlotFormSet]:
    """The formset with `blank` empty rows at its end."""
    return forms.formset_factory(
        SlotForm,
        formset=SlotFormSet,
        extra=blank,
        can_delete=True,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
    )


class PlanForm(forms.Form):
    """When and where an event shall be. Its `slots` are a formset in the chosen zone."""

    venue = forms.ModelChoiceField(
        queryset=Venue.objects.all(),
        required=False,
        label=_("Venue"),
        empty_label=_("Online"),
    )
    online_url = forms.URLField(
        required=False,
        label=_("Link to join online"),
        assume_scheme="https",
        help_text=_("Only people who have a place see it."),
    )
    time_zone = forms.ChoiceField(
        choices=time_zone_choices,
        label=_("Time zone"),
        help_text=_("The times below are clock times there."),
    )
    reason = forms.CharField(
        required=False,
        max_length=240,
        label=_("Reason"),
        help_text=_("Kept in the history."),
    )

    def __init__(self, event: Event, data=None):
        super().__init__(data, initial=self.of(event))
        self.event = event
        slots = event.standing_slots
        initial = [
            {"slot": slot.pk, "starts_at": slot.starts_at, "ends_at": slot.ends_at}
            for slot in slots
        ]
        blank = BLANK_ROWS if slots else max(BLANK_ROWS + 1, len(last_slots(event)))
        self.slots = slot_formset(blank)(
            data, prefix="slots", initial=initial, form_kwargs={"zone": self.zone()}
        )

    @staticmethod
    def of(event: Event) -> dict:
        """What stands now."""
        return {
            "venue": event.venue_id,
            "online_url": event.online_url,
            "time_zone": event.time_zone,
        }

    def zone(self) -> zoneinfo.ZoneInfo:
        """The zone that was chosen in this form, where it is one, else the event's."""
        chosen = self.data.get("time_zone", "")
        known = chosen in zoneinfo.available_timezones()
        return zoneinfo.ZoneInfo(chosen) if known else self.event.zone

    def is_valid(self) -> bool:
        """The dates, then when and where as a whole."""
        slots_valid = self.slots.is_valid()
        return super().is_valid() and slots_valid

    def clean(self) -> dict:
        values = super().clean()
        if not self.errors and self.slots.is_valid():
            self.check_plan()
        return values

    def check_plan(self) -> None:
        """Refuses what nobody could attend, and what changes nothing."""
        plan = self.plan()
        standing = {slot.pk for slot in self.event.standing_slots}
        if any(span.slot not in (None, *standing) for span in plan.spans):
            stale = _("Someone changed the dates meanwhile. Open this page again and start anew.")
            self.add_error(None, stale)
            return
        try:
            check_plan(self.event, plan)
        except ScheduleRefused as refusal:
            self.add_error(None, str(refusal))
            return
        if not compare(self.event, plan):
            self.add_error(None, _("Nothing would change. Give another time or place."))

    def plan(self) -> Plan:
        """The plan that was typed; the form is valid."""
        values = self.cleaned_data
        return Plan(
            self.slots.spans(), values["time_zone"], values.get("venue"), values["online_url"]
        )


class NewDatesForm(PlanForm):
    """The new dates of a postponed event: every one is a new one."""

    reason = None
