"""The addresses of the back office: one for each thing that is done."""

from django.urls import path, register_converter

from events.views.office import (
    adding,
    agencies,
    asked,
    attendance,
    bulk,
    dates,
    ending,
    exports,
    lifecycle,
    needs,
    place,
    places,
    run,
    same,
    sheet,
    venues,
    verify,
)


class OwnerKind:
    """In an address: whose questions these are."""

    regex = "courses|events"
    to_python = to_url = str


register_converter(OwnerKind, "kind")


def office_urls() -> list:
    """One address for each thing that is done with an event, and for each person's place."""
    of_event = {
        "": run.event_run,
        "history": run.event_history,
        "plan": dates.plan,
        "publish": lifecycle.publish,
        "close": lifecycle.close,
        "reopen": lifecycle.reopen,
        "seats": lifecycle.seats,
        "promote": lifecycle.promote,
        "copy": lifecycle.copy,
        "reschedule": dates.reschedule,
        "reschedule/send": dates.reschedule_send,
        "new-dates": dates.new_dates,
        "new-dates/send": dates.new_dates_send,
        "postpone": ending.postpone,
        "postpone/send": ending.postpone_send,
        "cancel": ending.cancel,
        "cancel/send": ending.cancel_send,
        "add": adding.look,
        "add/new": adding.new,
        "attendance": attendance.event_attendance,
        "write": bulk.write_to,
        "roster": sheet.roster,
        "export": exports.roster,
        "export/file": exports.roster_file,
    }
    of_place = {
        "": place.show,
        "approve": places.approve,
        "decline": places.decline,
        "give-back": places.give_back,
        "rename": places.rename,
    }
    urls = [_url("events/<int:pk>/", "event", *pair) for pair in of_event.items()]
    urls += [
        _url("events/<int:pk>/places/<int:place>/", "place", *pair) for pair in of_place.items()
    ]
    return [
        *urls,
        path("events/<int:pk>/add/<int:person>/", adding.known, name="event_add_known"),
        path("venues/<int:pk>/send/", venues.venue_send, name="venue_send"),
    ]


def urls_of_exports() -> list:
    """Lists of people as files, beside the rosters of single events."""
    listed = "registrations/export/"
    return [
        path(listed, exports.registrations, name="registrations_export"),
        path(f"{listed}file/", exports.registrations_file, name="registrations_export_file"),
        path("exports/<uuid:key>/progress/", exports.progress, name="export_progress"),
    ]


def urls_of_many() -> list:
    """Attendance in one slot, and the same act for chosen people."""
    of_slot = {
        "rest": attendance.note_rest,
        "undo": attendance.undo,
    }
    of_run = {
        "": bulk.show,
        "words": bulk.words,
        "start": bulk.start,
        "go-on": bulk.go_on,
    }
    slot, run_base = "events/<int:pk>/attendance/<int:slot>/", "events/<int:pk>/bulk/<int:run>/"
    return [
        *(_url(slot, "attendance", *pair) for pair in of_slot.items()),
        path(f"{slot}<int:place>/", attendance.note, name="attendance_note"),
        *(_url(run_base, "bulk", *pair) for pair in of_run.items()),
        path("events/<int:pk>/choose/<slug:act>/", bulk.choose, name="bulk_choose"),
    ]


def urls_of_questions() -> list:
    """What is asked of whoever registers, and what people need to take part."""
    base = "<kind:kind>/<int:pk>/questions/"
    one = f"{base}<int:question>/"
    return [
        path(base, asked.listed, name="asked_list"),
        path(f"{base}add/", asked.add, name="asked_add"),
        path(f"{base}preview/", asked.preview, name="asked_preview"),
        path(one, asked.edit, name="asked_edit"),
        path(f"{one}retire/", asked.retire, name="asked_retire"),
        path(f"{one}again/", asked.again, name="asked_again"),
        path(f"{one}<slug:way>/", asked.move, name="asked_move"),
        path("answers/<int:pk>/file/", asked.answer_file, name="answer_file"),
        path("needs/", needs.listed, name="needs"),
        path("same/", same.listed, name="same"),
        path("same/<int:keep>/<int:drop>/", same.pair, name="same_pair"),
        path("needs/<int:pk>/", needs.show, name="need"),
    ]


def urls_of_verifiers() -> list:
    """The queue of who says where they work."""
    return [
        path("verify/", verify.queue, name="verify"),
        path("verify/<int:pk>/", verify.case, name="verify_case"),
        path("verify/<int:pk>/confirm/<slug:outcome>/", verify.confirm, name="verify_confirm"),
        path("verify/<int:pk>/reject/<slug:reason>/", verify.reject, name="verify_reject"),
        path("verify/<int:pk>/end/<slug:reason>/", verify.end, name="verify_end"),
        path("verify/<int:pk>/accept/", verify.accept_agency, name="verify_accept"),
        path("verify/<int:pk>/merge/<int:into>/", verify.merge_agency, name="verify_merge"),
        path("verify/document/<uuid:key>/", verify.document, name="verify_document"),
    ]


def urls_of_agencies() -> list:
    """What is done with an agency, beside the form of its record."""
    acts = {
        "": agencies.run,
        "accept": agencies.accept,
        "suspend": agencies.suspend,
        "reinstate": agencies.reinstate,
        "merge": agencies.merge,
        "coordinators": agencies.appoint,
        "code/revoke": agencies.revoke_code,
    }
    dismiss = "agencies/<int:pk>/coordinators/<int:coordinator>/dismiss/"
    return [
        *(_url("agencies/<int:pk>/", "agency", *pair) for pair in acts.items()),
        path(dismiss, agencies.dismiss, name="agency_dismiss"),
    ]


def _url(base: str, noun: str, address: str, screen):
    """The pattern of an address; its name is made of the noun and the address: event_add_new."""
    name = f"{noun}_{address or 'run'}".replace("-", "_").replace("/", "_")
    return path(f"{base}{address}/" if address else base, screen, name=name)


ALL = (
    office_urls,
    urls_of_exports,
    urls_of_many,
    urls_of_questions,
    urls_of_verifiers,
    urls_of_agencies,
)
