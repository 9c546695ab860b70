"""Addresses of programmes, organisations, schemes and invitations."""

from django.urls import path

from schemes.models import Organisation, Participation, Programme
from schemes.views import (
    documents,
    imports,
    installation,
    invitations,
    matching,
    organisations,
    parties,
    people,
    programmes,
    rules,
    schemes,
    settings,
)

app_name = "schemes"

urlpatterns = [
    path("schemes/", schemes.SchemeListView.as_view(), name="list"),
    path("schemes/<int:pk>/", schemes.OverviewView.as_view(), name="overview"),
    path("schemes/<int:pk>/people/", schemes.MembersView.as_view(), name="members"),
    path("schemes/<int:pk>/documents/", documents.DocumentsView.as_view(), name="documents"),
    path("schemes/<int:pk>/events/", schemes.EventsView.as_view(), name="events"),
    path("schemes/<int:pk>/settings/", settings.SettingsView.as_view(), name="settings"),
    path("schemes/<int:pk>/settings/edit/", settings.SettingsEditView.as_view(), name="settings_edit"),
    path("schemes/<int:pk>/decide/<slug:decision>/", settings.DecideView.as_view(), name="decide"),
    path("schemes/<int:pk>/cities/add/", parties.CityAddView.as_view(), name="city_add"),
    path("schemes/<int:pk>/associations/add/", parties.AssociationAddView.as_view(), name="association_add"),
    path("parties/<int:pk>/replace/", parties.PartyReplaceView.as_view(), name="party_replace"),
    path("parties/<int:pk>/end/", parties.PartyEndView.as_view(), name="party_end"),
    path("schemes/<int:pk>/match/", matching.MatchView.as_view(), name="match"),
    path("schemes/<int:pk>/match/ask/", matching.MentorAskView.as_view(), name="mentor_ask"),
    path("schemes/<int:pk>/match/record/", matching.MatchRecordView.as_view(), name="match_record"),
    path("mentor-requests/<int:pk>/close/", matching.RequestCloseView.as_view(), name="request_close"),
    path("matches/<int:pk>/accept/", matching.MatchAcceptView.as_view(), name="match_accept"),
    path(
        "schemes/<int:pk>/rules/<slug:rule>/set-aside/",
        rules.RuleOverrideView.as_view(),
        name="rule_override",
    ),
    path(
        "parties/<int:pk>/rules/<slug:rule>/take-note/",
        rules.RuleAcknowledgeView.as_view(),
        name="rule_acknowledge",
    ),
    path("parties/<int:pk>/invite/", people.InviteView.as_view(model=Participation), name="invite_party"),
    path(
        "organisations/<int:pk>/invite/",
        people.InviteView.as_view(model=Organisation),
        name="invite_organisation",
    ),
    path("programmes/<int:pk>/invite/", people.InviteView.as_view(model=Programme), name="invite_programme"),
    path("invitations/<int:pk>/", invitations.OwnInvitationView.as_view(), name="invitation_own"),
    path("invitations/<int:pk>/resend/", people.ResendView.as_view(), name="invitation_resend"),
    path("invitations/<int:pk>/revoke/", people.RevokeView.as_view(), name="invitation_revoke"),
    path("invitation/<str:secret>/", invitations.InvitationView.as_view(), name="invitation"),
    path("roles/<int:pk>/end/", people.RoleEndView.as_view(), name="role_end"),
    path("programmes/", programmes.ProgrammeListView.as_view(), name="programmes"),
    path("programmes/new/", programmes.ProgrammeNewView.as_view(), name="programme_new"),
    path("programmes/<int:pk>/", programmes.ProgrammeDetailView.as_view(), name="programme"),
    path("programmes/<int:pk>/edit/", programmes.ProgrammeEditView.as_view(), name="programme_edit"),
    path("programmes/<int:pk>/schemes/open/", programmes.SchemeOpenView.as_view(), name="scheme_open"),
    path(
        "programmes/<int:pk>/organisations/add/",
        organisations.OrganisationNewView.as_view(),
        name="organisation_new",
    ),
    path("programmes/<int:pk>/import/", imports.ImportNewView.as_view(), name="import_new"),
    path(
        "programmes/<int:pk>/import/organisations.csv",
        imports.ImportTemplateView.as_view(),
        name="import_template",
    ),
    path("imports/<int:pk>/", imports.ImportView.as_view(), name="import"),
    path("organisations/<int:pk>/", organisations.OrganisationDetailView.as_view(), name="organisation"),
    path(
        "organisations/<int:pk>/edit/",
        organisations.OrganisationEditView.as_view(),
        name="organisation_edit",
    ),
    path("organisations/<int:pk>/facts/add/", organisations.FactNewView.as_view(), name="fact_new"),
    path(
        "organisations/<int:pk>/facts/<int:fact>/",
        organisations.FactEditView.as_view(),
        name="fact_edit",
    ),
    path(
        "organisations/<int:pk>/facts/<int:fact>/remove/",
        organisations.FactRemoveView.as_view(),
        name="fact_remove",
    ),
    path(
        "installation/<slug:page>/edit/",
        installation.InstallationEditView.as_view(),
        name="installation_edit",
    ),
]
