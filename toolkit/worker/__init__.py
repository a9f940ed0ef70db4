"""The one process beside the application: it publishes, runs jobs, and starts those that are due."""
