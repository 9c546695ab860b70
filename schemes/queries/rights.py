"""Who holds which right, asked of the rows that django-guardian keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, Value

from inclucities.prepared.queries import prepared
from schemes.enums import Right
from schemes.models import (
    Organisation,
    OrganisationGrant,
    Participation,
    ParticipationGrant,
    Programme,
    ProgrammeGrant,
    Scheme,
    SchemeGrant,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import Model, QuerySet

    from inclucities.accounts.models import User

NO_RIGHTS: frozenset[Right] = frozenset()


def _held(grants: type[Model], person: User | int, right: Right, outer: str) -> Exists:
    return Exists(
        grants._default_manager.filter(
            user=person, permission__codename=right.value, content_object=OuterRef(outer)
        )
    )


def programmes_with(person: User, right: Right) -> QuerySet[Programme]:
    """Return the programmes on which ``person`` holds ``right``; none for a deactivated account."""
    return programmes_with_right(person.pk, right) if person.is_active else Programme.objects.none()


def programmes_with_right(person: int, right: Right) -> QuerySet[Programme]:
    """Return the same by a person's id, for queries that ask elsewhere whether the account is active."""
    return Programme.objects.filter(_held(ProgrammeGrant, person, right, "pk"))


def schemes_with(person: User, right: Right) -> QuerySet[Scheme]:
    """Return the schemes on which ``person`` holds ``right``, directly or by the programme."""
    return schemes_with_right(person.pk, right) if person.is_active else Scheme.objects.none()


def schemes_with_right(person: int, right: Right) -> QuerySet[Scheme]:
    """Return the same by a person's id, for queries that ask elsewhere whether the account is active."""
    return Scheme.objects.filter(
        Q(_held(SchemeGrant, person, right, "pk")) | Q(_held(ProgrammeGrant, person, right, "programme_id"))
    )


def participations_with(person: User, right: Right) -> QuerySet[Participation]:
    """Return the parties on which ``person`` holds ``right``, directly, by scheme or by programme."""
    return participations_with_right(person.pk, right) if person.is_active else Participation.objects.none()


def participations_with_right(person: int, right: Right) -> QuerySet[Participation]:
    """Return the same by a person's id, for queries that ask elsewhere whether the account is active."""
    return Participation.objects.filter(
        Q(_held(ParticipationGrant, person, right, "pk"))
        | Q(_held(SchemeGrant, person, right, "scheme_id"))
        | Q(_held(ProgrammeGrant, person, right, "scheme__programme_id"))
    )


def participations_granted(person: User, right: Right) -> QuerySet[Participation]:
    """Return the parties on which ``person`` holds ``right`` directly, not by scheme or programme."""
    return participations_granted_to(person.pk, right) if person.is_active else Participation.objects.none()


def participations_granted_to(person: int, right: Right) -> QuerySet[Participation]:
    """Return the same by a person's id, for queries that ask elsewhere whether the account is active."""
    return Participation.objects.filter(_held(ParticipationGrant, person, right, "pk"))


def organisations_with(person: User, right: Right) -> QuerySet[Organisation]:
    """Return the organisations on which ``person`` holds ``right``, directly or by the programme."""
    return organisations_with_right(person.pk, right) if person.is_active else Organisation.objects.none()


def organisations_with_right(person: int, right: Right) -> QuerySet[Organisation]:
    """Return the same by a person's id, for queries that ask elsewhere whether the account is active."""
    return Organisation.objects.filter(
        Q(_held(OrganisationGrant, person, right, "pk"))
        | Q(_held(ProgrammeGrant, person, right, "programme_id"))
    )


def rights_on_programme(person: User, programme: Programme) -> frozenset[Right]:
    """Return every right of ``person`` on a programme. One query."""
    if not person.is_active:
        return NO_RIGHTS
    return _rights(_on_programme(person.pk, programme.pk))


def rights_on_scheme(person: User, scheme: Scheme) -> frozenset[Right]:
    """Return every right of ``person`` on a scheme, those of its programme included. One query."""
    if not person.is_active:
        return NO_RIGHTS
    return _rights(_on_scheme(person.pk, scheme.pk, scheme.programme_id))


def rights_on_participation(person: User, participation: Participation) -> frozenset[Right]:
    """Return every right of ``person`` on a party; ``participation.scheme`` must be loaded. One query."""
    if not person.is_active:
        return NO_RIGHTS
    scheme = participation.scheme
    return _rights(_on_participation(person.pk, participation.pk, scheme.pk, scheme.programme_id))


def rights_of_people(people: Iterable[User], participation: Participation) -> Mapping[int, frozenset[Right]]:
    """Return every right of each of these people on a party, by the person's id. One query.

    ``participation.scheme`` must be loaded. For an act that tells many what it did.
    """
    active = [person.pk for person in people if person.is_active]
    places = (
        (ParticipationGrant, participation.pk),
        (SchemeGrant, participation.scheme_id),
        (ProgrammeGrant, participation.scheme.programme_id),
    )
    held = [
        grants._default_manager.filter(user__in=active, content_object=pk).values_list(
            "user", "permission__codename"
        )
        for grants, pk in places
    ]
    found: dict[int, set[Right]] = {}
    for person, code in held[0].union(*held[1:]):
        found.setdefault(person, set()).add(Right(code))
    return {person: frozenset(rights) for person, rights in found.items()}


def rights_on_parties(person: User, scheme: Scheme) -> Mapping[int, frozenset[Right]]:
    """Return every right of ``person`` on each party of a scheme, by the party's id. One query.

    0 stands for a party on which the person holds nothing but what scheme and programme give.
    """
    (rights,) = _rights_on_parties_of(person, [scheme])
    return rights


def _rights_on_parties_of(person: User, schemes: Sequence[Scheme]) -> list[Mapping[int, frozenset[Right]]]:
    """Return the same for each of these schemes, in order. One query."""
    rows: dict[tuple[str, int], list[tuple[int, Right]]] = {}
    if person.is_active:
        ids = [scheme.pk for scheme in schemes]
        programmes = list({scheme.programme_id for scheme in schemes})
        for around, pk, party, code in _on_parties(person.pk, ids, programmes):
            rows.setdefault((around, pk), []).append((party, Right(code)))
    return [
        _by_party(rows.get(("scheme", scheme.pk), []) + rows.get(("programme", scheme.programme_id), []))
        for scheme in schemes
    ]


def _by_party(rows: Iterable[tuple[int, Right]]) -> Mapping[int, frozenset[Right]]:
    """Group rights by the party; what is held around all parties, at 0, is held on each."""
    found: dict[int, set[Right]] = {0: set()}
    for party, right in rows:
        found.setdefault(party, set()).add(right)
    return {party: frozenset(rights | found[0]) for party, rights in found.items()}


def rights_around(person: User, scheme: Scheme) -> Mapping[int, frozenset[Right]]:
    """Return the same as ``rights_on_parties``, asked once for all parts of a page.

    The answer lives on ``scheme``, an object that a page loads for itself and drops with the request;
    nothing is kept from one request to the next.
    """
    remembered = _remembered_on(scheme)
    if person.pk not in remembered:
        remembered[person.pk] = rights_on_parties(person, scheme)
    return remembered[person.pk]


def load_rights_around(person: User, schemes: Sequence[Scheme]) -> None:
    """Let ``rights_around`` know the answer for each of these schemes. One query."""
    for scheme, rights in zip(schemes, _rights_on_parties_of(person, schemes), strict=True):
        _remembered_on(scheme)[person.pk] = rights


def _remembered_on(scheme: Scheme) -> dict[int, Mapping[int, frozenset[Right]]]:
    """Return what was read of the rights around a scheme, by the reader's id."""
    found: dict[int, Mapping[int, frozenset[Right]]] = scheme.__dict__.setdefault("rights_by_reader", {})
    return found


def rights_on_organisation(person: User, organisation: Organisation) -> frozenset[Right]:
    """Return every right of ``person`` on an organisation's library. One query."""
    if not person.is_active:
        return NO_RIGHTS
    return _rights(_on_organisation(person.pk, organisation.pk, organisation.programme_id))


def rights_on_participations(
    person: User, participations: Iterable[Participation]
) -> Mapping[int, frozenset[Right]]:
    """Return every right of ``person`` on each of these parties, by the party's id. One query.

    ``participation.scheme`` must be loaded.
    """
    places = {
        party.pk: (
            (ParticipationGrant, party.pk),
            (SchemeGrant, party.scheme_id),
            (ProgrammeGrant, party.scheme.programme_id),
        )
        for party in participations
    }
    return _collect_many(person, places)


def rights_on_organisations(
    person: User, organisations: Iterable[Organisation]
) -> Mapping[int, frozenset[Right]]:
    """Return every right of ``person`` on each of these libraries, by the organisation's id. One query."""
    places = {
        found.pk: ((OrganisationGrant, found.pk), (ProgrammeGrant, found.programme_id))
        for found in organisations
    }
    return _collect_many(person, places)


def _collect_many(
    person: User, places: Mapping[int, tuple[tuple[type[Model], int], ...]]
) -> Mapping[int, frozenset[Right]]:
    wanted: dict[type[Model], set[int]] = {}
    for around in places.values():
        for grants, pk in around:
            wanted.setdefault(grants, set()).add(pk)
    if not person.is_active or not wanted:
        return dict.fromkeys(places, NO_RIGHTS)
    held: dict[tuple[str, int], set[Right]] = {}
    rows = [
        grants._default_manager.filter(user=person, content_object__in=pks)
        .annotate(place=Value(grants.__name__))
        .values_list("place", "content_object", "permission__codename")
        for grants, pks in wanted.items()
    ]
    for name, pk, code in rows[0].union(*rows[1:]):
        held.setdefault((name, pk), set()).add(Right(code))
    return {
        key: frozenset(right for grants, pk in around for right in held.get((grants.__name__, pk), NO_RIGHTS))
        for key, around in places.items()
    }


def _rights(codes: Iterable[str]) -> frozenset[Right]:
    return frozenset(Right(code) for code in codes)


def _codes(person: int, *places: tuple[type[Model], int]) -> QuerySet[Any, str]:
    rows = [
        grants._default_manager.filter(user=person, content_object=pk).values_list(
            "permission__codename", flat=True
        )
        for grants, pk in places
    ]
    return rows[0].union(*rows[1:])


@prepared
def _on_programme(person: int, programme: int) -> QuerySet[Any, str]:
    return _codes(person, (ProgrammeGrant, programme))


@prepared
def _on_scheme(person: int, scheme: int, programme: int) -> QuerySet[Any, str]:
    return _codes(person, (SchemeGrant, scheme), (ProgrammeGrant, programme))


@prepared
def _on_participation(person: int, participation: int, scheme: int, programme: int) -> QuerySet[Any, str]:
    return _codes(
        person, (ParticipationGrant, participation), (SchemeGrant, scheme), (ProgrammeGrant, programme)
    )


@prepared
def _on_organisation(person: int, organisation: int, programme: int) -> QuerySet[Any, str]:
    return _codes(person, (OrganisationGrant, organisation), (ProgrammeGrant, programme))


@prepared
def _on_parties(
    person: int, schemes: list[int], programmes: list[int]
) -> QuerySet[Any, tuple[str, int, int, str]]:
    on_all = Value(0, output_field=BigIntegerField())
    columns = ("around", "around_id", "party", "permission__codename")
    grants = ParticipationGrant.objects.filter(user=person, content_object__scheme__in=schemes)
    rows = grants.annotate(
        around=Value("scheme"), around_id=F("content_object__scheme_id"), party=F("content_object_id")
    ).values_list(*columns)
    for name, around, ids in (("scheme", SchemeGrant, schemes), ("programme", ProgrammeGrant, programmes)):
        held = around._default_manager.filter(user=person, content_object__in=ids)
        rows = rows.union(
            held.annotate(around=Value(name), around_id=F("content_object_id"), party=on_all).values_list(
                *columns
            )
        )
    return rows
