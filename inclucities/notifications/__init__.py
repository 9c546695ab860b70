"""The outbox: what waits for a person, and the mails that say so."""
