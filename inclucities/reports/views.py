"""Pages of a person's documents."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from inclucities.permissions.views import GuardedView, found_or_404, permitted_or_403
from inclucities.reports import services
from inclucities.reports.enums import Format
from inclucities.reports.models import ReportJob
from inclucities.reports.permissions import may_download, may_read_contents, may_share, owns
from inclucities.reports.queries import report_seen_by, reports_of

PER_PAGE = 20


class ReportListView(GuardedView):
    """The documents that this person asked for."""

    right = "signed_in"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them, the newest first."""
        page = Paginator(reports_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
        return render(request, "documents/report_list.html", {"page": page})


@method_decorator(never_cache, name="dispatch")
class ReportView(GuardedView, abstract=True):
    """A page about one document that this person may know of; for everybody else there is none."""

    right = "signed_in"
    object: ReportJob

    def find_object(self) -> ReportJob:
        """Return the document. Raises ``Http404`` when it is not this person's and not shared with them."""
        job: ReportJob = found_or_404(report_seen_by(self.request.user, self.kwargs["pk"]))
        return job

    def context(self) -> dict[str, Any]:
        """Return what the page about the document shows, with the rights of this moment."""
        person, job = self.request.user, self.object
        return {
            "job": job,
            "mine": owns(person, job),
            "downloadable": may_download(person, job),
            "shareable": may_share(person, job),
            "right_lost": job.is_downloadable and not may_read_contents(person, job),
        }


class ReportDetailView(ReportView):
    """One document: how far it is, and what can be done with it."""

    right = "signed_in"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the document's page."""
        services.note_seen(job=self.object, by=request.user)
        return render(request, "documents/report_detail.html", self.context())


class ReportStatusView(ReportView):
    """The part of the page that changes while the document is being made."""

    right = "signed_in"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return the fragment; it stops asking by itself once there is nothing more to wait for."""
        services.note_seen(job=self.object, by=request.user)
        return render(request, "documents/report_detail.html#status", self.context())


class ReportDownloadView(ReportView):
    """The file, as an attachment. The right is asked at each download."""

    right = "signed_in"

    def find_object(self) -> ReportJob:
        """Return the document. Raises ``Http404`` without a file, ``PermissionDenied`` without the right."""
        job = super().find_object()
        if not job.is_downloadable:
            raise Http404
        permitted_or_403(permitted=may_download(self.request.user, job))
        return job

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """Stream the file from the private storage. Raises ``Http404`` when it is gone."""
        job = self.object
        try:
            stream = job.file.open("rb")
        except FileNotFoundError:
            raise Http404 from None
        response = FileResponse(
            stream, as_attachment=True, filename=job.filename, content_type=Format(job.format).content_type
        )
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return response


class OwnedReportView(ReportView, abstract=True):
    """An act on a document that only its owner may do."""

    def find_object(self) -> ReportJob:
        """Return the document. Raises ``PermissionDenied`` for those it was only shared with."""
        job = super().find_object()
        permitted_or_403(permitted=owns(self.request.user, job))
        return job


class ReportShareView(OwnedReportView):
    """Shows the document to others who may read all of it."""

    right = "signed_in"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Share it. Raises ``PermissionDenied`` when its owner may no longer read what it holds."""
        if services.share_report(job=self.object, by=request.user):
            messages.success(
                request, _("Shared. Everybody who may read all of its contents can now open it.")
            )
        return redirect("documents:detail", pk)


class ReportUnshareView(OwnedReportView):
    """Takes the document back."""

    right = "signed_in"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it to nobody else any more."""
        if services.unshare_report(job=self.object, by=request.user):
            messages.success(request, _("No longer shared. Only you can open it."))
        return redirect("documents:detail", pk)


class ReportDeleteView(OwnedReportView):
    """Deletes the document, after asking once."""

    right = "signed_in"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, and say what goes with it."""
        return render(request, "documents/report_delete.html", self.context())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Delete it for good."""
        title = self.object.title
        services.delete_report(job=self.object, by=request.user)
        messages.success(request, _("“%(title)s” is deleted.") % {"title": title})
        return redirect("documents:list")
