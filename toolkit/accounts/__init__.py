"""Who gets in, and how: one door for all staff, with a password, a passkey or the network's own accounts.

django-allauth does the work. What is here is what this site decides:

- `rule`       who needs a second factor, and whether a session has shown one
- `gate`       the middleware that holds everybody to it
- `adapters`   allauth's questions, answered: nobody signs up, mails are ours, secrets are encrypted
- `providers`  Google Workspace and Microsoft Entra, by setting
- `secrets`    how second factors are kept
- `forms`, `views`, `urls`  the door itself, and the list of one's sessions
- `passwords`  which are taken
- `backends`   the check of a password, one hash for every try
- `session_store`  sessions under the digest of their cookie
- `sessions`, `limits`, `proofs`  their keys and ends, counts of tries, the first second factor
- `notices`, `resets`  what the owner of an account is told, the link to choose a password
- `staff`, `again`, `standing`  what the editor does: invitations, a lost second factor, changes of accounts
"""
