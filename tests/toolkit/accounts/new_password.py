"""Choose a password through the link in an email."""

NEW = "another long one 42"


def choose_password(client, path, password=NEW):
    page = client.get(path, follow=True)
    return client.post(page.request["PATH_INFO"], {"password1": password, "password2": password}, follow=True)
