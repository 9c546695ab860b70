"""The demonstration programme and its texts."""
