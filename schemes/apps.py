"""Registration of the app."""

from django.apps import AppConfig


class SchemesConfig(AppConfig):
    """Programmes, organisations, schemes, who takes part, in which role, and the rules of the method."""

    name = "schemes"

    def ready(self) -> None:
        """Make targets, sentences and rules of the frame known."""
        from django.core import checks
        from django.urls import reverse

        from inclucities.targets.registry import Kind, register
        from schemes.checks import roles_with_a_second_factor
        from schemes.domain.sentences import SENTENCES
        from schemes.enums import Right
        from schemes.models import InstallationText, Invitation, Organisation, Programme, Scheme
        from schemes.queries.findings import one_city_on_each_side
        from schemes.queries.invitations import invitations_to
        from schemes.queries.matches import search_for_a_mentor, step_towards_the_match
        from schemes.queries.rights import organisations_with, programmes_with
        from schemes.queries.schemes import schemes_visible_to
        from schemes.registry import register_next_step, register_rule, register_sentences

        checks.register(roles_with_a_second_factor)
        register_sentences(SENTENCES)
        register_rule("K-4", one_city_on_each_side)
        register_next_step(10, step_towards_the_match)
        register_next_step(30, search_for_a_mentor)

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
        register(
            Kind(
                name="invitation",
                model=Invitation,
                address=lambda invitation: reverse("schemes:invitation_own", args=[invitation.pk]),
                visible_to=invitations_to,
            )
        )
        register(
            Kind(
                name="installation_text",
                model=InstallationText,
                address=lambda text: reverse(text.page),
                visible_to=lambda _person: InstallationText.objects.all(),
            )
        )
