"""The list of all threads, the link that leads to one, and acts on it."""

from __future__ import annotations

import re

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property

from inclucities.discussions import services
from inclucities.discussions.domain import ids_of_reply
from inclucities.discussions.forms import CommentForm
from inclucities.discussions.models import Thread
from inclucities.discussions.permissions import talk_about
from inclucities.discussions.queries import discussed_target, readable_threads, thread_list
from inclucities.discussions.registry import Talk
from inclucities.discussions.views.answers import back_to, hint_at_telling, panel_response
from inclucities.permissions.views import GuardedView, found_or_404, permitted_or_403
from inclucities.targets.registry import kind_of


class ThreadListView(GuardedView):
    """All threads that this person may read."""

    right = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of the open ones, or of the resolved ones; ``about=kind:id`` narrows it to one target."""
        about = request.GET.get("about", "")
        target = self._target(about) if about else None
        resolved = request.GET.get("show") == "resolved"
        page = thread_list(request.user, resolved=resolved, number=request.GET.get("page"), about=target)
        context = {
            "page": page,
            "resolved": resolved,
            "about": about,
            "narrowed": "" if target is None else kind_of(target).labels([target])[0],
        }
        return render(request, "discussions/thread_list.html", context)

    def _target(self, about: str) -> Model:
        """Return what the list is about. Raises ``Http404`` when the person may not open it."""
        kind, _, number = about.partition(":")
        found: Model = found_or_404(
            discussed_target(self.request.user, kind, int(number))
            if re.fullmatch(r"[0-9]{1,18}", number)
            else None
        )
        return found


class ThreadBaseView(GuardedView, abstract=True):
    """A page about one thread that this person may read; for everybody else there is none."""

    right = "signed_in"
    object: Thread

    def find_object(self) -> Thread:
        """Return the thread. Raises ``Http404`` when this person may not read it now."""
        threads = readable_threads(self.request.user)
        found: Thread = found_or_404(threads.filter(pk=self.kwargs["pk"]).first())
        return found

    @cached_property
    def talk(self) -> Talk:
        """Return the talk that the thread belongs to; readable threads have readable targets."""
        thread = self.object
        target = discussed_target(self.request.user, thread.target_kind, thread.target_id)
        return talk_about(self.request.user, found_or_404(target))


class ThreadView(ThreadBaseView):
    """The link that leads to a thread."""

    right = "signed_in"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lead to the owner's page where it has one for the place, else show the thread's own."""
        place = self.talk.place(self.object.anchor)
        if place is not None and place.address:
            return redirect(place.address)
        return panel_response(request, self.talk, self.object.anchor)


class WritingView(ThreadBaseView, abstract=True):
    """An act on a thread, for those who may comment."""

    right = "signed_in"

    def find_object(self) -> Thread:
        """Return the thread. Raises ``PermissionDenied`` when this person may read but not write."""
        self.object = super().find_object()
        permitted_or_403(permitted=self.talk.may_comment(self.object.anchor))
        return self.object

    def back(self) -> HttpResponse:
        """Lead back to the page that the form stood on."""
        return back_to(self.request, self.talk, self.object.anchor, self.object.pk)


class ReplyView(WritingView):
    """Answering in a thread."""

    right = "signed_in"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Add the comment."""
        form = CommentForm(request.POST, auto_id=f"{ids_of_reply(pk)}%s")
        if form.is_valid():
            comment = services.reply(thread=self.object, by=request.user, **form.cleaned_data)
            hint_at_telling(request, comment)
            return self.back()
        return panel_response(request, self.talk, self.object.anchor, form)


class ResolveView(WritingView):
    """Closing a thread."""

    right = "signed_in"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Close it."""
        services.resolve(thread=self.object, by=request.user)
        return self.back()


class ReopenView(WritingView):
    """Opening a closed thread again."""

    right = "signed_in"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Open it."""
        services.reopen(thread=self.object, by=request.user)
        return self.back()
