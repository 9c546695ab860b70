"""Pages of programmes, organisations and schemes."""
