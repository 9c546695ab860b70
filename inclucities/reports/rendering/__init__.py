"""From a frozen payload to a file: markup, PDF, Word, sheets, and the limited child that does it."""
