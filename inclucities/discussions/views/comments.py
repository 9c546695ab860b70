"""Putting one's own comment right, and withdrawing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from inclucities.discussions import services
from inclucities.discussions.forms import WordsForm
from inclucities.discussions.models import Comment
from inclucities.discussions.permissions import may_edit
from inclucities.discussions.queries import readable_comments
from inclucities.permissions.views import GuardedView, found_or_404, permitted_or_403
from inclucities.texts.domain import WRITING_LANGUAGES


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
