"""Sign-in for staff, with a password, a passkey, or the network's Google or Microsoft accounts.

django-allauth does the work. These modules hold the site's decisions.
"""
