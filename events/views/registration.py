"""Being written."""

from django.http import HttpResponse


def register(request, **values):
    return HttpResponse(status=501)


def mine(request, **values):
    return HttpResponse(status=501)


def show(request, **values):
    return HttpResponse(status=501)


def give_back(request, **values):
    return HttpResponse(status=501)


def still_coming(request, **values):
    return HttpResponse(status=501)


def rename(request, **values):
    return HttpResponse(status=501)
