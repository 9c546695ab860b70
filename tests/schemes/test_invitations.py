"""Inviting, sending again, taking back, accepting: one secret, one effect."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from inclucities.accounts.models import User
from inclucities.audit.models import AuditEvent
from inclucities.notifications.models import Notification, OutboxMail
from schemes.enums import InvitationState, Right, Role
from schemes.models import Invitation, Membership, Participation, Programme
from schemes.queries.invitations import hash_of, invitation_for, invitations_to
from schemes.queries.rights import rights_on_participation
from schemes.services import invitations as services
from schemes.services.errors import RefusedError
from schemes.services.invitations import (
    InvitationGoneError,
    NewAccount,
    accept_invitation,
    accept_with_new_account,
    invite,
    resend_invitation,
    revoke_invitation,
)
from tests.factories.schemes import make_association_party, make_city, make_member, make_person

ACCOUNT = NewAccount(
    name="Anna Bērziņa", password="four words in a row", language="lv", time_zone="Europe/Riga"
)
Secrets = list[str]


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> Secrets:
    """Gather the secrets that mails carry, which nothing else keeps."""
    made: list[str] = []
    original: Callable[[int], str] = services.secrets.token_urlsafe

    def remember(size: int) -> str:
        made.append(original(size))
        return made[-1]

    monkeypatch.setattr(services.secrets, "token_urlsafe", remember)
    return made


@pytest.fixture
def invitation(mentee: Participation, lead: User, secrets: Secrets) -> Invitation:
    return invite(email="Anna@Demo.Example", role=Role.MENTEE_MEMBER, scope=mentee, by=lead, message="Come!")


@pytest.mark.promise("Invitations")
@pytest.mark.django_db
def test_only_the_hash_of_128_random_bits_is_kept(invitation: Invitation, secrets: Secrets) -> None:
    assert services.SECRET_BYTES * 8 == 128
    assert invitation.token_hash == hashlib.sha256(secrets[0].encode()).hexdigest() == hash_of(secrets[0])
    stored = " ".join(str(value) for value in Invitation.objects.values_list().get())
    assert secrets[0] not in stored
    assert not [event for event in AuditEvent.objects.all() if secrets[0] in str(event.data)]
    assert invitation_for(secrets[0]) == invitation
    assert invitation_for(secrets[0] + "x") is None


@pytest.mark.django_db
def test_the_mail_says_who_invites_to_what(invitation: Invitation, secrets: Secrets) -> None:
    mail = OutboxMail.objects.get()
    assert mail.to == "anna@demo.example"
    assert mail.subject.startswith("[Action needed] ")
    assert "\n" not in mail.subject
    for words in ("Ilze Ozoliņa", "Jelgava", "Come!", f"/invitation/{secrets[0]}/"):
        assert words in mail.text
        assert words in mail.html
    assert "Mentee city, member" in mail.text


@pytest.mark.django_db
def test_the_mail_is_in_the_language_of_the_invitation_and_escapes_in_html(
    mentee: Participation, lead: User
) -> None:
    invite(
        email="a@demo.example",
        role=Role.MENTEE_MEMBER,
        scope=mentee,
        by=lead,
        message="<b>Bold</b> & more",
        language="lv",
    )
    mail = OutboxMail.objects.get()
    assert mail.language == "lv"
    assert "<b>Bold</b> & more" in mail.text
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; more" in mail.html


@pytest.mark.promise("Clean mail")
@pytest.mark.django_db
def test_a_name_with_line_breaks_adds_no_header(mentee: Participation, lead: User) -> None:
    User.objects.filter(pk=lead.pk).update(name="Ilze\nBcc: everybody@demo.example")
    lead.refresh_from_db()
    invite(email="a@demo.example", role=Role.MENTEE_MEMBER, scope=mentee, by=lead)
    mail = OutboxMail.objects.get()
    assert "\n" not in mail.subject
    assert mail.to == "a@demo.example"


@pytest.mark.django_db
def test_a_retry_acts_once(invitation: Invitation, mentee: Participation, lead: User) -> None:
    again = invite(email="anna@demo.example", role=Role.MENTEE_MEMBER, scope=mentee, by=lead)
    assert again.pk == invitation.pk
    assert OutboxMail.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            programme=mentee.scheme.programme,
            email="anna@demo.example",
            role=Role.MENTEE_MEMBER,
            participation_scope=mentee,
            token_hash="x",
            invited_by=lead,
            sent_at=timezone.now(),
            expires_at=timezone.now(),
        )


@pytest.mark.django_db
def test_accepting_with_a_new_account(invitation: Invitation, mentee: Participation) -> None:
    person = accept_with_new_account(invitation=invitation, account=ACCOUNT)
    assert (person.email, person.language, person.time_zone) == ("anna@demo.example", "lv", "Europe/Riga")
    assert Right.EDIT_NEEDS in rights_on_participation(person, mentee)
    invitation.refresh_from_db()
    assert (invitation.accepted_by, invitation.state) == (person, InvitationState.ACCEPTED)
    with pytest.raises(InvitationGoneError):
        accept_with_new_account(invitation=invitation, account=ACCOUNT)
    assert AuditEvent.objects.filter(action="invitation_accepted").count() == 1


@pytest.mark.django_db
def test_a_refused_password_consumes_nothing(invitation: Invitation) -> None:
    with pytest.raises(ValidationError) as refused:
        accept_with_new_account(
            invitation=invitation,
            account=NewAccount(name="Anna", password="short", language="en", time_zone="Europe/Riga"),
        )
    assert "password" in refused.value.message_dict
    invitation.refresh_from_db()
    assert invitation.is_open
    assert not User.objects.filter(email="anna@demo.example").exists()


@pytest.mark.django_db
def test_accepting_with_an_account(mentee: Participation, lead: User) -> None:
    person = make_person("Anna", email="anna@demo.example")
    invitation = invite(email=person.email, role=Role.MENTEE_MEMBER, scope=mentee, by=lead)
    assert list(invitations_to(person)) == [invitation]
    told = Notification.objects.get(recipient=person)
    assert told.needs_action
    assert OutboxMail.objects.count() == 1
    first = accept_invitation(invitation=invitation, by=person)
    assert accept_invitation(invitation=invitation, by=person) == first
    assert Membership.objects.filter(person=person).count() == 1
    told.refresh_from_db()
    assert told.done_at is not None
    assert not invitations_to(person).exists()


@pytest.mark.promise("Invitations")
@pytest.mark.django_db
def test_nobody_accepts_for_somebody_else(invitation: Invitation, coordinator: User) -> None:
    with pytest.raises(PermissionDenied):
        accept_invitation(invitation=invitation, by=coordinator)
    closed = make_person("Anna", email="anna@demo.example", is_active=False)
    with pytest.raises(PermissionDenied):
        accept_invitation(invitation=invitation, by=closed)
    assert not invitations_to(closed).exists()


@pytest.mark.promise("Invitations")
@pytest.mark.django_db
def test_sending_again_ends_the_old_link(invitation: Invitation, lead: User, secrets: Secrets) -> None:
    resend_invitation(invitation=invitation, by=lead)
    assert secrets[0] != secrets[1]
    assert invitation_for(secrets[0]) is None
    assert invitation_for(secrets[1]) == invitation
    assert OutboxMail.objects.count() == 2


@pytest.mark.django_db
def test_a_stale_page_cannot_accept_by_the_old_secret(invitation: Invitation, lead: User) -> None:
    opened = Invitation.objects.get(pk=invitation.pk)
    resend_invitation(invitation=invitation, by=lead)
    with pytest.raises(InvitationGoneError):
        accept_with_new_account(invitation=opened, account=ACCOUNT)


@pytest.mark.promise("Invitations")
@pytest.mark.django_db
def test_what_is_taken_back_opens_nothing(invitation: Invitation, lead: User) -> None:
    revoke_invitation(invitation=invitation, by=lead)
    revoke_invitation(invitation=invitation, by=lead)
    assert AuditEvent.objects.filter(action="invitation_revoked").count() == 1
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.REVOKED
    for act in (
        lambda: accept_with_new_account(invitation=invitation, account=ACCOUNT),
        lambda: resend_invitation(invitation=invitation, by=lead),
    ):
        with pytest.raises(InvitationGoneError):
            act()
    fresh = invite(email="anna@demo.example", role=Role.MENTEE_MEMBER, scope=invitation.scope, by=lead)
    assert fresh.pk != invitation.pk


@pytest.mark.promise("Invitations")
@pytest.mark.django_db
def test_it_ends_by_itself_and_can_be_sent_again(
    invitation: Invitation, mentee: Participation, lead: User
) -> None:
    assert invitation.expires_at - invitation.sent_at == dt.timedelta(days=30)
    with time_machine.travel(invitation.expires_at):
        assert invitation.state == InvitationState.EXPIRED
        with pytest.raises(InvitationGoneError):
            accept_with_new_account(invitation=invitation, account=ACCOUNT)
        again = invite(email="anna@demo.example", role=Role.MENTEE_MEMBER, scope=mentee, by=lead)
        assert (again.pk, again.state) == (invitation.pk, InvitationState.OPEN)
        assert accept_with_new_account(invitation=again, account=ACCOUNT).pk


@pytest.mark.django_db
def test_an_accepted_one_cannot_be_taken_back(invitation: Invitation, lead: User) -> None:
    accept_with_new_account(invitation=invitation, account=ACCOUNT)
    with pytest.raises(InvitationGoneError):
        revoke_invitation(invitation=invitation, by=lead)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "where", "role", "allowed"),
    [
        ("lead", "mentee", Role.MENTEE_LEAD, True),
        ("lead", "mentee", Role.LSG_MEMBER, True),
        ("lead", "mentee", Role.MENTOR_MEMBER, False),
        ("lead", "mentor", Role.MENTOR_MEMBER, False),
        ("lead", "association", Role.MENTEE_ASSOCIATION, False),
        ("lead", "programme", Role.OBSERVER, False),
        ("coordinator", "association", Role.MENTEE_ASSOCIATION, True),
        ("coordinator", "association", Role.MENTEE_LEAD, False),
        ("coordinator", "mentor", Role.MENTOR_LEAD, True),
        ("coordinator", "city", Role.MENTOR_LEAD, True),
        ("coordinator", "city", Role.MENTOR_ASSOCIATION, False),
        ("coordinator", "programme", Role.COORDINATOR, True),
        ("coordinator", "programme", Role.PROGRAMME_ADMIN, False),
        ("admin", "programme", Role.COORDINATOR, True),
        ("admin", "programme", Role.PROGRAMME_ADMIN, True),
        ("admin", "mentee", Role.MENTEE_MEMBER, False),
        ("member", "mentee", Role.MENTEE_MEMBER, False),
    ],
)
def test_who_may_invite_whom(
    who: str,
    where: str,
    role: Role,
    allowed: bool,
    programme: Programme,
    mentee: Participation,
    mentor: Participation,
    lead: User,
    admin: User,
    coordinator: User,
) -> None:
    person = {
        "lead": lead,
        "coordinator": coordinator,
        "admin": admin,
        "member": make_member(mentee, Role.MENTEE_MEMBER),
    }[who]
    place = {
        "mentee": mentee,
        "mentor": mentor,
        "programme": programme,
        "city": make_city(programme),
        "association": make_association_party(mentee),
    }[where]
    if allowed:
        assert invite(email="a@demo.example", role=role, scope=place, by=person).pk  # type: ignore[arg-type]
        return
    with pytest.raises(PermissionDenied):
        invite(email="a@demo.example", role=role, scope=place, by=person)  # type: ignore[arg-type]
    assert not Invitation.objects.exists()


@pytest.mark.django_db
def test_who_holds_the_role_already_is_not_invited(lead: User, mentee: Participation) -> None:
    with pytest.raises(RefusedError) as refused:
        invite(email=lead.email.upper(), role=Role.MENTEE_LEAD, scope=mentee, by=lead)
    assert refused.value.field == "email"
