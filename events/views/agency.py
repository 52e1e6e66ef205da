"""The desk of an agency's training coordinator."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def decide(request: HttpRequest, token: str) -> HttpResponse:
    return render(request, "events/agency/decide.html")
