"""Registration of the app."""

from django.apps import AppConfig


class SchemesConfig(AppConfig):
    """Programmes, organisations, schemes, who takes part, in which role, and the rules of the method."""

    name = "schemes"

    def ready(self) -> None:
        """Make schemes, programmes and organisations known as targets."""
        from django.urls import reverse

        from inclucities.targets.registry import Kind, register
        from schemes.enums import Right
        from schemes.models import Organisation, Programme, Scheme
        from schemes.queries.rights import organisations_with, programmes_with
        from schemes.queries.schemes import schemes_visible_to

        register(
            Kind(
                name="scheme",
                model=Scheme,
                address=lambda scheme: reverse("schemes:overview", args=[scheme.pk]),
                visible_to=schemes_visible_to,
            )
        )
        register(
            Kind(
                name="programme",
                model=Programme,
                address=lambda programme: reverse("schemes:programme", args=[programme.pk]),
                visible_to=lambda person: programmes_with(person, Right.VIEW_PROGRAMME),
            )
        )
        register(
            Kind(
                name="organisation",
                model=Organisation,
                address=lambda organisation: reverse("schemes:organisation", args=[organisation.pk]),
                visible_to=lambda person: organisations_with(person, Right.VIEW_PROGRAMME),
            )
        )
