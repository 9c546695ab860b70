"""The list of schemes, and what a scheme shows to those who take part."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from inclucities.permissions.views import GuardedView
from schemes.enums import Right
from schemes.queries.events import events_of
from schemes.queries.invitations import may_invite_into
from schemes.queries.overview import overview_page
from schemes.queries.people import parties_with_people, people_running
from schemes.queries.scheme_list import scheme_page
from schemes.queries.shell import cities_in
from schemes.registry import unanswered_in
from schemes.views.base import SchemeView

#: A mentoring scheme has one mentee and one mentor.
PAIR = 2


class SchemeListView(GuardedView):
    """The schemes that this person can see, ten on a page."""

    right = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them, the newest first."""
        page = scheme_page(self.person, request.GET.get("page"))
        return render(
            request,
            "schemes/scheme_list.html",
            {
                "page": page,
                "has_details": any(line.detailed for line in page),
                "says_who_waits": any(line.waits_for is not None for line in page),
            },
        )


class OverviewView(SchemeView):
    """One scheme: what it is about, who takes part, what comes next."""

    right = Right.VIEW_SCHEME

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the overview; period and people only to those who may see them."""
        overview = overview_page(self.person, self.object, self.rights)
        return self.page("schemes/scheme_overview.html", overview=overview)


class MembersView(SchemeView):
    """Who acts for whom, from when to when, who is invited, and who has not answered."""

    right = Right.VIEW_PEOPLE
    menu_key = "people"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the people; invitations and what has ended only to those who invite."""
        scheme = self.object
        manages = Right.INVITE_TO_SCHEME in self.rights
        return self.page(
            "schemes/scheme_members.html",
            manages=manages,
            has_room=scheme.is_community or len(cities_in(scheme)) < PAIR,
            invitable=may_invite_into(self.person, scheme, self.rights),
            parties=parties_with_people(scheme, with_history=manages),
            running=people_running(scheme.programme),
            unanswered=unanswered_in(self.person, {scheme: self.rights}).get(scheme.pk, []),
        )


class EventsView(SchemeView):
    """What happened in the scheme, for its coordinator; never the text of anything."""

    right = Right.VIEW_EVENTS
    menu_key = "events"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the latest events; ``before`` goes back in time."""
        events = events_of(self.object, before=request.GET.get("before", ""))
        return self.page("schemes/scheme_events.html", events=events)
