"""The one pointer to anything: kind, id and the label at the time."""
