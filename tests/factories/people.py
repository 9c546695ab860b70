"""Makes people who can sign in."""

from __future__ import annotations

from typing import Any

import factory
from allauth.account.models import EmailAddress

from inclucities.accounts.models import User

PASSWORD = "inclucities-demo"


class UserFactory(factory.django.DjangoModelFactory):
    """A person with a verified e-mail address and the password of the demo."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"person.{number}@demo.example")
    name = factory.Sequence(lambda number: f"Person {number}")
    language = "en"
    time_zone = "Europe/Brussels"

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return model_class.objects.create_user(*args, password=kwargs.pop("password", PASSWORD), **kwargs)

    @factory.post_generation
    def address(self: Any, create: bool, _given: object, **_kwargs: Any) -> None:
        """Count the address as verified, as after an invitation; ``address=False`` leaves it out."""
        if create and _given is not False:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)
