"""What is measured: pages, saves, the list of schemes, memory, reports."""
