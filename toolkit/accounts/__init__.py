"""Sign-in for staff, with a password, a passkey, or the network's Google or Microsoft accounts.

django-allauth does the work. These modules hold the site's decisions:

- `second_factor`    who needs a second factor, and whether a session has shown one
- `middleware`       enforces it, and ends old and idle sessions
- `adapters`         allauth's adapters: no sign-up, our own mails, encrypted secrets
- `providers`        Google Workspace and Microsoft Entra, by setting
- `secrets`          encryption of second factors
- `forms`, `views`, `urls`  the sign-in pages and the list of one's sessions
- `passwords`        which passwords are refused, and their check with one hash per attempt
- `sessions`, `limits`  renewal and end of sessions, shared rate limits
- `notifications`    mails to the owner of an account, and invitations
- `reset_log`        password reset mails, and resets in an account's history
- `admin_views`, `reauthentication`, `account_changes`  managing accounts in the editor
"""
