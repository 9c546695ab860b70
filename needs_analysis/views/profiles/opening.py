"""The list of mentor profiles, starting one, and the home of one."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from inclucities.permissions.views import GuardedView, found_or_404, permitted_or_403
from inclucities.questionnaires.views import filling
from needs_analysis.models import MentorProfile
from needs_analysis.queries.profiles import (
    cities_without_profile,
    countries_of,
    offers_of,
    profile_page,
    profiles_in_words,
    profiles_visible_to,
)
from needs_analysis.services.profiles import start_profile
from needs_analysis.views.guards import ReadsProfileVersions
from schemes.enums import OrganisationKind, Right
from schemes.models import Organisation
from schemes.queries.rights import rights_on_organisation

WORDS_AT_MOST = 100


class ProfileList(GuardedView):
    """The mentor profiles that this person may open."""

    right = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them, narrowed by a city's name and country."""
        words = request.GET.get("words", "")[:WORDS_AT_MOST].strip()
        visible = profiles_visible_to(self.person)
        countries = countries_of(visible)
        country = request.GET.get("country", "")
        country = country if country in dict(countries) else ""
        found = profiles_in_words(visible, words, country)
        return render(
            request,
            "needs_analysis/profile_list.html",
            {
                "page": profile_page(self.person, found, request.GET.get("page")),
                "words": words,
                "country": country,
                "countries": countries,
                "startable": cities_without_profile(self.person),
            },
        )


class StartProfile(GuardedView):
    """Start the profile of one's own city."""

    right = Right.EDIT_PROFILE
    object: Organisation

    def find_object(self) -> Organisation:
        """Return the city. Raises ``Http404`` for a stranger, ``PermissionDenied`` without the right."""
        cities = Organisation.objects.filter(kind=OrganisationKind.CITY, pk=self.kwargs["pk"])
        city: Organisation = found_or_404(cities.first())
        rights = rights_on_organisation(self.person, city)
        found_or_404(rights or None)
        permitted_or_403(permitted=Right.EDIT_PROFILE in rights)
        return city

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Start it, or lead to the one that there is: a second press starts no second one."""
        try:
            profile = start_profile(organisation=self.object, by=self.person)
        except IntegrityError:
            profile = MentorProfile.objects.get(organisation=self.object)
        return redirect("profiles:tasks", profile.pk)


class Home(ReadsProfileVersions, filling.TasksView):
    """The home of a profile: the task list inside, what is offered for everybody else."""

    menu = "profile"
    template = "needs_analysis/profile_tasks.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the task list, or to a reader from outside the newest version's offer."""
        if self.opened.access.reads_draft:
            return super().get(request, *args, **kwargs)
        return self.show("needs_analysis/profile_offered.html", **self.more())

    def more(self) -> dict[str, Any]:
        """Give the template what is offered now, and why it is open again."""
        response = self.object.response
        return {
            "offer": offers_of([self.opened.profile]).get(response.pk),
            "reopened_because": response.reopened_because if response.is_open else "",
        }
