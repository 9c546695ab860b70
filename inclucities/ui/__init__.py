"""The shell, component tags and everything else that every page shares."""
