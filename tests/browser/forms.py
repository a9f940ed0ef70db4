"""Forms of the editor."""


def open_form(page, address):
    page.goto(address)
    page.wait_for_timeout(2500)  # Wagtail compares with the form's state two seconds after it opened
