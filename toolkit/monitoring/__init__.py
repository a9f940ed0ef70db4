"""Probes, logs, metrics, and error reports for the people who run the site."""
