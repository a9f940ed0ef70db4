"""Who gets in, and how: one door for all staff, with a password, a passkey or the network's own accounts.

django-allauth does the work. What is here is what this site decides:

- `rule`       who needs a second factor, and whether a session has shown one
- `gate`       the middleware that holds everybody to it
- `adapters`   allauth's questions, answered: nobody signs up, mails are ours, secrets are encrypted
- `providers`  Google Workspace and Microsoft Entra, by setting
- `secrets`    how second factors are kept
- `forms`, `views`, `urls`  the door itself, and the list of one's sessions
- `staff`      what the editor shows of it: invitations, a lost second factor
"""
