"""What report templates need."""
