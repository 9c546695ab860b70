"""``make test``: the suite on SQLite, the suite on PostgreSQL and Redis, the journeys in Chromium.

Each leg is a run of pytest of its own; ``bin/legs.py`` says which settings it takes.
"""

from __future__ import annotations

import sys

from bin import legs


def main() -> int:
    """Run the legs and return the exit code."""
    return int(not legs.all_well(legs.run_legs(legs.Selection())))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
