"""Tools to set up, check and deploy the site. The application does not import them."""
