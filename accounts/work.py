"""Where a person works: what is proven, how to prove more, and how it ends."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def work(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/work.html")


@login_required
def renew(request: HttpRequest, token: str) -> HttpResponse:
    return render(request, "accounts/work.html")


@login_required
def join(request: HttpRequest, token: str) -> HttpResponse:
    return render(request, "accounts/work.html")
