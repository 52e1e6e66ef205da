"""Being written."""

from django.http import HttpResponse


def public_feed(request, **values):
    return HttpResponse(status=501)


def event_ics(request, **values):
    return HttpResponse(status=501)


def invite(request, **values):
    return HttpResponse(status=501)


def personal_feed(request, **values):
    return HttpResponse(status=501)
