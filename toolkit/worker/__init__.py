"""The worker process: publishes, runs jobs, and queues those that are due."""
