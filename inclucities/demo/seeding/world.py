"""What the subjects of the seeding have in common: the programme, its people, cities and schemes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from inclucities.accounts.models import User
from inclucities.demo.seeding.clock import Clock, office_time
from inclucities.demo.seeding.people import address
from inclucities.demo.seeding.steps import Step
from inclucities.demo.seeding.texts import SCHEMES, day, read
from schemes.models import Organisation, Participation, Programme, Scheme


@dataclass(frozen=True)
class World:
    """Finds in the database what earlier parts have seeded. ``today`` is the day of seeding."""

    programme: Programme
    today: dt.date
    clock: Clock
    _people: dict[str, User] = field(default_factory=dict)

    @cached_property
    def coordinator(self) -> User:
        """The person who runs the programme."""
        return self.person("coordinator")

    def person(self, role: str, name: str = "") -> User:
        """Return the person behind ``mentee.jelgava@…``."""
        email = address(role, name)
        if email not in self._people:
            self._people[email] = User.objects.get(email=email)
        return self._people[email]

    def organisation(self, names: dict[str, str]) -> Organisation:
        """Return an organisation by its English name."""
        return Organisation.objects.get(programme=self.programme, names__en=names["en"])

    def association(self, key: str) -> Organisation:
        """Return an association by its key in the texts."""
        return self.organisation(read("programme", "associations")[key]["names"])

    def city(self, scheme: str, key: str) -> Organisation:
        """Return a city by its key in the texts."""
        return self.organisation(read(scheme, key, "city")["names"])

    def scheme(self, key: str) -> Scheme:
        """Return a scheme by its folder."""
        return Scheme.objects.select_related("programme").get(
            programme=self.programme, number=SCHEMES.index(key) + 1
        )

    def party(self, scheme: str, city: str) -> Participation:
        """Return the participation of a city in its scheme."""
        return Participation.objects.select_related("scheme__programme", "organisation").get(
            scheme=self.scheme(scheme), organisation=self.city(scheme, city), stands_behind__isnull=True
        )

    def day(self, text: str) -> dt.date:
        """Return the day that ``+3 months`` means."""
        return day(text, self.today)

    def moment(self, text: str, hour: int) -> dt.datetime:
        """Return a full hour of that day, or of the Friday before where it is no working day."""
        return office_time(self.day(text), hour)

    def step(self, on: str, hour: int, name: str, act: Callable[[], object]) -> Step:
        """Return a step that is taken at that hour of the day that ``-3 months`` means."""
        return Step(self.moment(on, hour), name, act)
