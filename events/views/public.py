"""Being written."""

from django.http import HttpResponse


def event_list(request, **values):
    return HttpResponse(status=501)


def detail(request, **values):
    return HttpResponse(status=501)
