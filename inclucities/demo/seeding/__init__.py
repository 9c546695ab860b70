"""Seeding of the demonstration: one module for each subject, every write by the services of the apps."""
