#!/usr/bin/env python
"""Command-line entry point of the project."""

import os
import sys


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inclucities.settings.development")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # A missing or wrong setting is the operator's to mend: a sentence, and no traceback.
        sys.exit(str(error))


if __name__ == "__main__":
    main()
