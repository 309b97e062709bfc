#!/usr/bin/env python
"""The project's command line."""

import os
import sys

from website import read_environment


def main() -> None:
    """Run the management command named on the command line."""
    read_environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "website.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
