"""Base views of the engine. The owning app mounts them under its own addresses with its own guard."""
