"""What stands at one place, and opening a thread there."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse

from inclucities.discussions import services
from inclucities.discussions.domain import ids_of_opening
from inclucities.discussions.forms import OpeningForm
from inclucities.discussions.permissions import talk_about
from inclucities.discussions.queries import discussed_target
from inclucities.discussions.registry import NotDiscussedError, Talk
from inclucities.discussions.views.answers import back_to, hint_at_telling, panel_response
from inclucities.permissions.views import GuardedView, found_or_404, permitted_or_403


class AtPlaceView(GuardedView, abstract=True):
    """A page about one place of a target that this person may open; for everybody else there is none."""

    right = "signed_in"
    object: Talk
    anchor = ""

    def find_object(self) -> Talk:
        """Return the talk.

        Raises ``Http404`` when the person may not open the target, it is not discussed or has no such
        place, ``PermissionDenied`` when its threads are not for them.
        """
        self.anchor = self.request.POST.get("anchor", self.request.GET.get("anchor", ""))
        target = found_or_404(
            discussed_target(self.request.user, self.kwargs["kind"], self.kwargs["target_id"])
        )
        try:
            talk = talk_about(self.request.user, target)
        except NotDiscussedError:
            raise Http404 from None
        permitted_or_403(permitted=talk.reads)
        return talk


class PlaceView(AtPlaceView):
    """The threads at one place, where the owner's page does not show them itself."""

    right = "signed_in"

    def get(self, request: HttpRequest, kind: str, target_id: int) -> HttpResponse:
        """Show them."""
        return panel_response(request, self.object, self.anchor)


class OpenView(AtPlaceView):
    """Opening a thread."""

    right = "signed_in"

    def find_object(self) -> Talk:
        """Return the talk. Raises ``PermissionDenied`` when the person may not write at this place."""
        talk = super().find_object()
        found_or_404(talk.place(self.anchor))
        permitted_or_403(permitted=talk.may_comment(self.anchor))
        return talk

    def post(self, request: HttpRequest, kind: str, target_id: int) -> HttpResponse:
        """Open it, and lead back to the page that the form stood on."""
        form = OpeningForm(request.POST, auto_id=f"{ids_of_opening(self.anchor)}%s")
        if not form.is_valid():
            return panel_response(request, self.object, self.anchor, form)
        try:
            thread = services.open_thread(target=self.object.target, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
            return panel_response(request, self.object, self.anchor, form)
        hint_at_telling(request, thread.comments.order_by("pk")[0])
        return back_to(request, self.object, self.anchor, thread.pk)
