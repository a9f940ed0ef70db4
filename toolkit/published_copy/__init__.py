"""The published copy: every public address as a file that a web server serves without the application.

- `triggers`                    record each change in the database
- `dependencies`                finds the pages that show a change, and their addresses
- `contents`                    all public addresses
- `render`                      their content
- `copy`                        the files
- `publisher`, `loop`           keep the files up to date
- `redirects`                   redirects for nginx, and the addresses they must not hide
- `purge`                       notify a CDN
- `archive`, `past_pages`       what each address said when
- `models`                      its tables, and the version of the public content

Why not a library: wagtail-bakery builds the whole site, or a page when that page is published. This copy follows every
change of the database, also by bulk SQL, to all addresses that show it.
"""
