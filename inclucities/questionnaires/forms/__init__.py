"""What comes from a page: parsed here, checked in ``domain``, saved in ``services``."""
