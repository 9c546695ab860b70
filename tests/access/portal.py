"""Home is everybody's own; whether the installation is alive, anybody may ask."""

from __future__ import annotations

from tests.access_matrix import Address, everybody

MATRIX = {
    "home": Address(get=everybody(200)),
    "healthz": Address(get=everybody(200, anonymous=None), post=everybody(405, anonymous=None)),
    # No worker has been seen in the tests' world.
    "readyz": Address(get=everybody(503, anonymous=None), post=everybody(405, anonymous=None)),
}
