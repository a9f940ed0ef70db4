"""Probes, logs, metrics, and error reports for the people who run the site.

prometheus-client, python-json-logger, and sentry-sdk do the work. The code here keeps what visitors sent out of them,
and reports the backlog of worker and publisher, which django-prometheus and django-health-check do not know.
"""
