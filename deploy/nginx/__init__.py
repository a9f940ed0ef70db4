"""The web server's configuration (`render`), and an nginx process that uses it (`server.Nginx`)."""
