"""The component gallery is for technicians; nobody else learns that it is there."""

from __future__ import annotations

from tests.access_matrix import Address, answers, everybody

MATRIX = {
    "ui:gallery": Address(
        get=answers(200, ["superuser"], anonymous=404), post=everybody(405, anonymous=None)
    ),
}
