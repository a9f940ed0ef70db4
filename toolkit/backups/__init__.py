"""Backup and restore of what the site cannot make again: database, uploads, what was published each day.

- `target`    where backups are kept, as an entry of STORAGES; `folder` is the storage of a local one
- `store`     what lies there: one folder a backup, and the files that all backups share
- `sealing`   streams that are hashed on their way, and encrypted for a public key (age)
- `manifest`  what a backup says of itself; a backup exists once its manifest does
- `postgres`  PostgreSQL's own programs; `tables` counts and digests rows; `scratch` makes databases beside the site's
- `sources`   the files that belong to the site
- `making`    makes a backup; `rotation` says which are kept, `cleaning` deletes the others
- `reading`   gives back what a backup holds, checked; `verifying` proves it in a scratch database
- `database_swap`, `media_swap`, `restoring`  put it in place of what is there, and back again; `copy_noting` tells the
  publisher
"""
