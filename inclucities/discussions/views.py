"""Pages of comments, and the panel that stands beside a question."""

from __future__ import annotations

from typing import Any
from urllib.parse import urldefrag, urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from inclucities.discussions import services
from inclucities.discussions.domain import begins_with_telling, ids_of_opening, ids_of_reply
from inclucities.discussions.enums import Side
from inclucities.discussions.forms import CommentForm, OpeningForm, WordsForm
from inclucities.discussions.models import Comment, Thread
from inclucities.discussions.permissions import may_comment_on, may_edit
from inclucities.discussions.queries import (
    discussed_target,
    panel_for,
    place_of,
    readable_comments,
    readable_threads,
    thread_list,
)
from inclucities.discussions.registry import NotDiscussedError
from inclucities.permissions.views import GuardedView, found_or_404, permitted_or_403
from inclucities.targets.registry import kind_of
from inclucities.texts.domain import WRITING_LANGUAGES


class ThreadListView(GuardedView):
    """All threads that this person may read."""

    right = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of the open ones, or of the resolved ones."""
        resolved = request.GET.get("show") == "resolved"
        page = thread_list(request.user, resolved=resolved, number=request.GET.get("page"))
        return render(request, "discussions/thread_list.html", {"page": page, "resolved": resolved})


class AtPlaceView(GuardedView, abstract=True):
    """A page about one place of a target that this person may open; for everybody else there is none."""

    right = "signed_in"
    object: Any
    anchor = ""

    def find_object(self) -> Any:
        """Return the target. Raises ``Http404`` when the person may not open it, or it is not discussed."""
        self.anchor = self.request.POST.get("anchor", self.request.GET.get("anchor", ""))
        return found_or_404(
            discussed_target(self.request.user, self.kwargs["kind"], self.kwargs["target_id"])
        )


class PlaceView(AtPlaceView):
    """The threads at one place, where the owner's page does not show them itself."""

    right = "signed_in"

    def get(self, request: HttpRequest, kind: str, target_id: int) -> HttpResponse:
        """Show them."""
        return panel_response(request, self.object, self.anchor)


class OpenView(AtPlaceView):
    """Opening a thread."""

    right = "signed_in"

    def find_object(self) -> Any:
        """Return the target. Raises ``PermissionDenied`` when the person may not comment on it."""
        target = super().find_object()
        permitted_or_403(permitted=may_comment_on(self.request.user, target, self.kwargs["kind"]))
        return target

    def post(self, request: HttpRequest, kind: str, target_id: int) -> HttpResponse:
        """Open it, and lead back to the page that the form stood on."""
        form = OpeningForm(request.POST, auto_id=f"{ids_of_opening(self.anchor)}%s")
        if not form.is_valid():
            return panel_response(request, self.object, self.anchor, form)
        words = dict(form.cleaned_data)
        try:
            thread = services.open_thread(target=self.object, by=request.user, **words)
        except ValidationError as refused:
            if "anchor" in refused.message_dict:
                raise Http404 from refused
            form.add_error(None, refused)
            return panel_response(request, self.object, self.anchor, form)
        hint_at_telling(request, thread.comments.order_by("pk")[0])
        return back_to(request, self.object, self.anchor, thread.pk)


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


class OwnCommentView(GuardedView, abstract=True):
    """One of the person's own comments."""

    right = "signed_in"
    object: Comment

    def find_object(self) -> Comment:
        """Return the comment. Raises ``Http404`` if unreadable, ``PermissionDenied`` if somebody else's."""
        found: Comment = found_or_404(
            readable_comments(self.request.user).filter(pk=self.kwargs["pk"]).first()
        )
        permitted_or_403(permitted=found.by_id == self.request.user.pk)
        return found

    def address(self) -> str:
        """Return the address that leads to the comment's thread."""
        return reverse("discussions:thread", args=[self.object.thread_id])


class EditView(OwnCommentView):
    """Putting one's own comment right."""

    right = "signed_in"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form, or say that the time is over."""
        comment = self.object
        if not may_edit(request.user, comment):
            return self._too_late()
        return self._page(WordsForm({"text": comment.text, "language": comment.language}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save it."""
        form = WordsForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            services.edit(comment=self.object, by=request.user, **form.cleaned_data)
        except services.TooLateError:
            return self._too_late()
        messages.success(request, _("Your comment is changed."))
        return redirect(self.address())

    def _too_late(self) -> HttpResponse:
        messages.info(
            self.request,
            _("A comment can be changed for fifteen minutes. Write another one, or withdraw this one."),
        )
        return redirect(self.address())

    def _page(self, form: WordsForm, status: int = 200) -> HttpResponse:
        context = {"comment": self.object, "form": form, "languages": WRITING_LANGUAGES}
        return render(self.request, "discussions/comment_edit.html", context, status=status)


class WithdrawView(OwnCommentView):
    """Withdrawing one's own comment: asked once, in words."""

    right = "signed_in"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what goes."""
        return render(request, "discussions/comment_withdraw.html", {"comment": self.object})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Erase its words."""
        services.withdraw(comment=self.object, by=request.user)
        messages.success(request, _("Your comment is withdrawn."))
        return redirect(self.address())


def panel_response(
    request: HttpRequest, target: Any, anchor: str, form: CommentForm | None = None
) -> HttpResponse:
    """Answer with the panel of a place: alone where a script asks, else on a page of its own.

    A refused ``form`` shows what was typed and what is wrong. Raises ``Http404`` when the target has no
    such place.
    """
    status = 422 if form is not None else 200
    try:
        panel = found_or_404(panel_for(request.user, target, anchor))
    except NotDiscussedError:
        raise Http404 from None
    template = "discussions/panel.html" if request.headers.get("HX-Request") else "discussions/place.html"
    values = {"panel": panel, "target": target, "back": own_page(request)}
    if form is not None:
        values |= {"comment_form": form, "refused_at": str(form.auto_id).removesuffix("%s")}
    return render(request, template, values, status=status)


def back_to(request: HttpRequest, target: Any, anchor: str, thread_pk: int) -> HttpResponse:
    """Answer a script with the new panel; lead everybody else back to the page that the form stood on."""
    if request.headers.get("HX-Request"):
        return panel_response(request, target, anchor)
    page = own_page(request)
    if not page:
        place = reverse("discussions:place", args=[kind_of(target).name, target.pk])
        page = f"{place}?{urlencode({'anchor': anchor})}" if anchor else place
    return redirect(f"{urldefrag(page).url}#thread-{thread_pk}")


def own_page(request: HttpRequest) -> str:
    """Return the page of ours that a form says it stood on, else an empty text."""
    page = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if safe else ""


def hint_at_telling(request: HttpRequest, comment: Comment) -> None:
    """Say gently, once it is sent, what the page could not say without a script. Blocks nothing."""
    asked = request.POST.get("hint") == "after"
    if asked and comment.side == Side.MENTOR and begins_with_telling(comment.text):
        messages.info(
            request,
            _(
                "Your comment begins as advice does. A question often opens more: "
                "you can still change it for fifteen minutes."
            ),
        )
