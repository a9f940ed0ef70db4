"""An app with one migration, for the fault of a migration that runs during traffic."""
