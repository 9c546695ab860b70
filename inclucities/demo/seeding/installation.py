"""What the installation says of itself: whom to write to, with addresses that are examples."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from inclucities.demo.seeding.steps import Step
from inclucities.demo.seeding.texts import read
from inclucities.demo.seeding.world import World
from schemes.enums import InstallationPage
from schemes.queries.installation import stored_text
from schemes.services.installation import write_installation_page


def have_contact(_world: World) -> bool:
    """Tell whether somebody has written the contact page already, in whichever language."""
    return bool(stored_text(InstallationPage.CONTACT).texts)


def steps_of_installation(world: World) -> Iterator[Step]:
    """Let the administrator write the contact page, soon after the programme has begun."""
    on = f"{read('programme', 'programme')['starts']} +4 days"
    yield world.step(on, 11, "contact page", partial(_write_contact, world))


def _write_contact(world: World) -> None:
    write_installation_page(
        page=InstallationPage.CONTACT,
        base_version=stored_text(InstallationPage.CONTACT).version,
        texts=read("programme", "contact"),
        by=world.person("admin"),
    )
