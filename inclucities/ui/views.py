"""Pages of the user interface itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from inclucities.ui.domain.icons import ICONS
from inclucities.ui.domain.shapes import MenuItem, Station
from inclucities.ui.forms import HouseForm
from inclucities.ui.maps import MapCity, MapPair


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose token is out of date, and give back what was typed.

    A browser says truthfully whether a form came from our own page: only then does the page offer
    to send the same text again, so that another site's form gains nothing. Secrets and files are
    never given back. An autosave gets words to show beside the text, which its page still holds.
    """
    if request.headers.get("X-Autosave"):
        message = _(
            "Not saved: this page is out of date. Your text is kept here; reload the page and save again."
        )
        return JsonResponse({"message": message}, status=403)
    texts = _texts_to_send_again(request)
    context = {"texts": texts, "can_send_again": texts is not None}
    return render(request, "ui/csrf_failure.html", context, status=403)


def _texts_to_send_again(request: HttpRequest) -> list[tuple[str, str]] | None:
    """Return name and value of each field; nothing for other sites' forms, secrets and files."""
    names = [name for name in request.POST if name != "csrfmiddlewaretoken"]
    ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    if not ours or request.FILES or any("password" in name or name == "code" for name in names):
        return None
    return [(name, value) for name in names for value in request.POST.getlist(name)]


class SampleForm(HouseForm, forms.Form):
    """A form that shows every kind of ordinary field."""

    autocomplete = {"email": "email"}

    name = forms.CharField(label="Name of the group", help_text="As the city itself writes it.")
    email = forms.EmailField(label="E-mail address", help_text="Invitations go there.")
    meeting = forms.DateField(
        label="First meeting", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    role = forms.ChoiceField(
        label="Role", choices=[("", "Choose"), ("editor", "Writes for the city"), ("reader", "Reads")]
    )
    frequency = forms.ChoiceField(
        label="How often we write to you",
        widget=forms.RadioSelect,
        choices=[("each", "At once"), ("daily", "Once a day"), ("none", "Never")],
    )
    purpose = forms.CharField(
        label="What the group is for",
        help_text="Two or three sentences are enough.",
        max_length=120,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    migrants = forms.BooleanField(label="Migrants’ representatives take part", required=False)


@login_not_required
@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component, for those who build pages. Raises ``Http404`` for everybody else."""
    if not (settings.DEBUG or (request.user.is_active and request.user.is_superuser)):
        raise Http404
    return render(request, "ui/gallery.html", _samples())


def _samples() -> dict[str, Any]:
    now = timezone.now()
    pairs = [
        MapPair(MapCity("Schaerbeek", 50.867, 4.38), MapCity("Jelgava", 56.65, 23.71)),
        MapPair(
            MapCity("Brussels", 50.85, 4.35), MapCity("Saint-Jean-de-la-Ruelle", 47.91, 1.87), current=False
        ),
        MapPair(MapCity("Mechelen", 51.03, 4.48), MapCity("Capaci", 38.17, 13.24), current=False),
        MapPair(MapCity("Fuenlabrada", 40.28, -3.8), MapCity("Levadia", 38.44, 22.88), current=False),
    ]
    stations = [
        Station("Set up", "done", "June 2020", url="#journey"),
        Station("Needs", "done", "July 2020"),
        Station("Match", "done", "August 2020"),
        Station("Common ground", "done", "October 2020"),
        Station("Training", "done", "December 2020", badges=["Stakeholders"]),
        Station("Visit 1", "done", "Jelgava, May"),
        Station("Plan between visits", "now", "Jelgava acts, by 4 October"),
        Station("Visit 2", "later", "Schaerbeek, 19 October"),
        Station("Adopted", "blocked", "needs the council"),
        Station("Carried out", "later"),
        Station("Shared", "later"),
    ]
    late = [*stations[:5], Station("Visit 1", "late", "due 28 September"), *stations[7:]]
    return {
        "menu": [
            MenuItem("Overview", "#journey"),
            MenuItem("Needs analysis", "#question", current=True, note="24 of 31"),
            MenuItem("Local support group", "#tables", note="9"),
            MenuItem("Visits and meetings", "#timeline"),
            MenuItem("Action plan", "#tables", note="3", todo=True),
            MenuItem("Documents", "#empty", note="12"),
        ],
        "stations": stations,
        "late_stations": late,
        "pairs": pairs,
        "near_pair": [MapPair(MapCity("Brussels", 50.85, 4.35), MapCity("Mechelen", 51.03, 4.48))],
        "sample_form": SampleForm(),
        "wrong_form": SampleForm(
            {"wrong-email": "ilze@", "wrong-purpose": "x" * 130, "wrong-role": "reader"}, prefix="wrong"
        ),
        "page": Paginator(range(240), 20).get_page(5),
        "now": now,
        "yesterday": now - timedelta(days=1),
        "last_week": now - timedelta(days=4),
        "due": date(2021, 10, 4),
        "comparison": [
            (0, "That a person who arrives in Jelgava finds, "),
            (-1, "within three months,"),
            (1, "in her first spring,"),
            (0, " a place where Latvian is spoken with her"),
            (1, ", and is asked what she needs"),
            (0, "."),
        ],
        "icons": sorted(ICONS),
    }
