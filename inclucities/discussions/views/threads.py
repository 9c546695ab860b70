"""The list of all threads, the link that leads to one, and acts on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from inclucities.discussions import services
from inclucities.discussions.domain import ids_of_reply
from inclucities.discussions.forms import CommentForm
from inclucities.discussions.models import Thread
from inclucities.discussions.permissions import may_comment_on
from inclucities.discussions.queries import discussed_target, place_of, readable_threads, thread_list
from inclucities.discussions.views.answers import back_to, hint_at_telling, panel_response
from inclucities.permissions.views import GuardedView, found_or_404, permitted_or_403


class ThreadListView(GuardedView):
    """All threads that this person may read."""

    right = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of the open ones, or of the resolved ones."""
        resolved = request.GET.get("show") == "resolved"
        page = thread_list(request.user, resolved=resolved, number=request.GET.get("page"))
        return render(request, "discussions/thread_list.html", {"page": page, "resolved": resolved})


class ThreadBaseView(GuardedView, abstract=True):
    """A page about one thread that this person may read; for everybody else there is none."""

    right = "signed_in"
    object: Thread

    def find_object(self) -> Thread:
        """Return the thread. Raises ``Http404`` when this person may not read it now."""
        threads = readable_threads(self.request.user)
        found: Thread = found_or_404(threads.filter(pk=self.kwargs["pk"]).first())
        return found

    @property
    def target(self) -> Any:
        """Return what the thread is about; readable threads have readable targets."""
        thread = self.object
        return found_or_404(discussed_target(self.request.user, thread.target_kind, thread.target_id))


class ThreadView(ThreadBaseView):
    """The link that leads to a thread."""

    right = "signed_in"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Lead to the owner's page where it has one for the place, else show the thread's own."""
        target = self.target
        place = place_of(target, self.object)
        if place.address:
            return redirect(place.address)
        return panel_response(request, target, self.object.anchor)


class WritingView(ThreadBaseView, abstract=True):
    """An act on a thread, for those who may comment."""

    right = "signed_in"

    def find_object(self) -> Thread:
        """Return the thread. Raises ``PermissionDenied`` when this person may read but not write."""
        self.object = super().find_object()
        permitted = may_comment_on(self.request.user, self.target, self.object.target_kind)
        permitted_or_403(permitted=permitted)
        return self.object

    def back(self) -> HttpResponse:
        """Lead back to the page that the form stood on."""
        return back_to(self.request, self.target, self.object.anchor, self.object.pk)


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
        return panel_response(request, self.target, self.object.anchor, form)


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
