"""``make demo-reset``: throws the demo's data away and loads them anew."""

from __future__ import annotations

import os
import shutil
import sys

from bin import prepare, supervise

#: What the product writes into its data folder; anything else in there is not ours to remove.
WRITTEN = (
    "inclucities.sqlite3",
    "inclucities.sqlite3-wal",
    "inclucities.sqlite3-shm",
    "broker",
    "files",
    "mail",
    "demo-accounts.txt",
    "demo-is-loading",
)


def main() -> None:
    """Remove what the demo has written and prepare a new one."""
    if os.environ.get("DATABASE_URL"):
        sys.exit(
            "The setting DATABASE_URL names another database: demo-reset empties the demo's own SQLite file only."
        )
    folder = supervise.data_dir()
    with supervise.lock(folder):
        for name in WRITTEN:
            path = folder / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        prepare.main()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
