"""Dates, times and numbers as European readers write them (``FORMAT_MODULE_PATH``)."""
