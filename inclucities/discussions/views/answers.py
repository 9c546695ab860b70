"""How every form of comments is answered: with the panel, or by leading back to its page."""

from __future__ import annotations

from urllib.parse import urldefrag, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from inclucities.discussions.domain import begins_with_telling
from inclucities.discussions.enums import Side
from inclucities.discussions.forms import CommentForm
from inclucities.discussions.models import Comment
from inclucities.discussions.queries import panel_at
from inclucities.discussions.registry import Talk
from inclucities.permissions.views import found_or_404, own_page
from inclucities.targets.registry import kind_of


def panel_response(
    request: HttpRequest, talk: Talk, anchor: str, form: CommentForm | None = None, *, focus: int = 0
) -> HttpResponse:
    """Answer with the panel of a place: alone where a script asks, else on a page of its own.

    A refused ``form`` shows what was typed and what is wrong; ``focus`` is the thread to go on at.
    Raises ``Http404`` when there is no such place for the person.
    """
    status = 422 if form is not None else 200
    panel = found_or_404(panel_at(talk, anchor))
    template = "discussions/panel.html" if request.headers.get("HX-Request") else "discussions/place.html"
    values = {
        "panel": panel,
        "target": talk.target,
        "back": own_page(request, request.POST.get("next", "")),
        "focus": focus,
        "acted": request.method == "POST",
    }
    if form is not None:
        values |= {"comment_form": form, "refused_at": str(form.auto_id).removesuffix("%s")}
    return render(request, template, values, status=status)


def back_to(request: HttpRequest, talk: Talk, anchor: str, thread_pk: int) -> HttpResponse:
    """Answer a script with the new panel; lead everybody else back to the page that the form stood on."""
    if request.headers.get("HX-Request"):
        return panel_response(request, talk, anchor, focus=thread_pk)
    page = own_page(request, request.POST.get("next", ""))
    if not page:
        place = reverse("discussions:place", args=[kind_of(talk.target).name, talk.target.pk])
        page = f"{place}?{urlencode({'anchor': anchor})}" if anchor else place
    return redirect(f"{urldefrag(page).url}#thread-{thread_pk}")


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
