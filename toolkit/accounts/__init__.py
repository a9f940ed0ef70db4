"""Sign-in for staff, with a password, a passkey, or the network's Google or Microsoft accounts.

django-allauth does the work. These modules hold the site's decisions:

- `second_factor`    who needs a second factor, whether a session has shown one, and the middleware that enforces it
  and ends old and idle sessions
- `adapters`         allauth's adapters: no sign-up, our own mails, encrypted second factors
- `providers`        Google Workspace and Microsoft Entra, by setting
- `forms`, `views`, `urls`  the sign-in pages and the list of one's sessions
- `passwords`        which passwords are refused, their check with one hash per attempt, and shared limits of attempts
- `sessions`         confirmation of one's identity, renewal and end of sessions
- `notifications`    mails to the owner of an account, invitations, and password resets
- `wagtail_hooks`    managing accounts in the editor
"""
