"""What the pages of the product are measured against."""

from __future__ import annotations

import os
import sys

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from inclucities.bench.queries import section_as_plain, whole_as_plain
from inclucities.questionnaires.models import Answer


def one_line(request: HttpRequest) -> HttpResponse:
    """Show one line to somebody who is signed in."""
    return render(request, "bench/one_line.html")


def empty_page(request: HttpRequest) -> HttpResponse:
    """Show the shell with its counters, and nothing in it."""
    return render(request, "bench/empty.html")


def section(request: HttpRequest, pk: int, section_key: str) -> HttpResponse:
    """Print a section to fill in from plain dictionaries."""
    return render(request, "bench/section.html", section_as_plain(request.user, pk, section_key))


def whole(request: HttpRequest, pk: int) -> HttpResponse:
    """Print a whole questionnaire to read from plain dictionaries."""
    return render(request, "bench/whole.html", whole_as_plain(request.user, pk))


@require_POST
def swap(request: HttpRequest, pk: int) -> JsonResponse:
    """Put a text where the version still stands that it started from, and nothing else."""
    base = int(request.POST["version"])
    with transaction.atomic():
        swapped = Answer.objects.filter(pk=pk, version=base).update(
            value={"text": request.POST["text"]},
            version=base + 1,
            updated_by=request.user,
            updated_at=timezone.now(),
        )
    return JsonResponse({"version": base + 1}, status=200 if swapped else 409)


def process(request: HttpRequest) -> JsonResponse:
    """Say which process answers, and whether it has loaded WeasyPrint."""
    return JsonResponse({"process": os.getpid(), "weasyprint": "weasyprint" in sys.modules})
