"""Pages of comments, and the panel that stands beside a question."""
