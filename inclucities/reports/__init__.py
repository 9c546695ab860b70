"""Report jobs, rendering, charts and office exports."""
