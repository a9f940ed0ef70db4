"""The web server's configuration, its names filled in: `render`; and nginx run with it: `Nginx`."""
