"""The page of what waits for a person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inclucities.notifications import services
from inclucities.notifications.models import Notification
from inclucities.notifications.queries import (
    notification_of,
    reachable,
    recent,
    waiting_for,
)
from inclucities.permissions.views import GuardedView, found_or_404


class NotificationListView(GuardedView):
    """What waits for this person, and what was done last."""

    right = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of it."""
        page = waiting_for(request.user, number=request.GET.get("page"))
        context = {
            "page": page,
            "earlier": recent(request.user),
            "has_news": any(not item.needs_action for item in page.paginator.object_list),
        }
        return render(request, "notifications/notification_list.html", context)


class AllReadView(GuardedView):
    """All news at once."""

    right = "signed_in"

    def post(self, request: HttpRequest) -> HttpResponse:
        """Note that they are read; what needs an act goes on waiting."""
        count = services.mark_all_read(by=request.user)
        words = ngettext("%(count)d message is read.", "%(count)d messages are read.", count)
        messages.success(request, words % {"count": count})
        return redirect("notifications:list")


class OwnNotificationView(GuardedView, abstract=True):
    """One of the person's own notifications; for everybody else there is none."""

    right = "signed_in"
    object: Notification

    def find_object(self) -> Notification:
        """Return the notification. Raises ``Http404`` when it is not this person's."""
        found: Notification = found_or_404(notification_of(self.request.user, self.kwargs["pk"]))
        return found


class NotificationReadView(OwnNotificationView):
    """Opening what a notification leads to."""

    right = "signed_in"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note that it is read, and lead to its page if the person may still open that."""
        row = self.object
        services.mark_read(notification=row, by=request.user)
        found = reachable(request.user, [row]).get((row.target_kind, row.target_id))
        if found is None:
            messages.info(request, _("This page is no longer open to you."))
            return redirect("notifications:list")
        return redirect(found.address)


class NotificationDoneView(OwnNotificationView):
    """Taking a thing off the list."""

    right = "signed_in"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note that nothing is left to do."""
        services.mark_done(notification=self.object, by=request.user)
        messages.success(request, _("Taken off your list."))
        return redirect("notifications:list")
