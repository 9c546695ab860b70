"""Scripts behind the targets of the Makefile; run with ``python -m bin.NAME`` from the project's folder."""
