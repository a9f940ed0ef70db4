"""Who did what: one log that only grows.

- `models`       what is kept of each act
- `watched`      the tables whose every change is noted, by triggers: whoever makes it, a form, a command or bulk SQL
- `truncation`   notes that such a table was emptied at once
- `who`          tells those triggers who is at work
- `events`       what changes no such table: signing in, exports, reading what visitors wrote, commands
- `append_only`  triggers that refuse to change the log, and chain each entry to the one before
- `chain`        proves that nobody did all the same
- `expiry`       deletes what is older than `AUDIT_DAYS`
- `words`        entries as sentences
- `report`       the log in the editor, for site admins

Wagtail's own log entries (pages, announcements) are taken in as they are written. Of libraries, django-auditlog and
django-easy-audit hear Django's signals only, which bulk updates pass by, and Wagtail gives rights by such; neither
keeps its entries from being changed. django-pghistory works with triggers, as this does, but keeps whole rows in a
table for each model, visitors' words and password digests among them, and knows no sign-ins. What would be left to
write is the same.
"""
