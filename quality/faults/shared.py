"""What two application hosts must have in common: sessions, limits, uploads, and content. Each is asked directly."""

import io
import re
import secrets
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import requests
from PIL import Image

from quality.faults.load import PATIENCE, SCHOOL

TRIES, TOO_MANY = 5, "Too many"  # wrong passwords that are checked; the answer to the next one
ACCOUNT = """
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from media.models import SiteImage
from wagtail.models import Collection, GroupCollectionPermission
user, _ = get_user_model().objects.get_or_create(username="two-hosts")
user.set_password("{password}")
user.save()
group, _ = Group.objects.get_or_create(name="Two hosts")
group.permissions.set([Permission.objects.get(codename="access_admin")])
add = Permission.objects.get(codename="add_image", content_type__app_label="wagtailimages")
root = Collection.get_first_root_node()
GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=add)
user.groups.set([group])
for picture in SiteImage.objects.filter(uploaded_by_user=user):
    picture.delete()
print(root.pk)
"""
SIGN_IN, SIGN_OUT, PICTURES, ADD = "/accounts/login/", "/accounts/logout/", "/admin/images/", "/admin/images/add/"


class Browser(requests.Session):
    """Keeps its cookies, and asks a host as nginx does."""

    def __init__(self, site: str):
        super().__init__()
        name = urlsplit(site).netloc
        self.headers |= {"Host": name, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
        self.headers |= {"Origin": f"https://{name}", "Referer": f"https://{name}"}
        self.cookies.set_policy(DefaultCookiePolicy(secure_protocols=["http"]))  # nginx has ended TLS
        self.cookies.set("__Host-csrftoken", "a" * 32, domain=urlsplit(site).hostname)

    def ask(self, host: str, path: str, file: bytes = b"", **fields: str) -> requests.Response:
        """Get a page, or post a form's fields to it."""
        options = {"timeout": PATIENCE, "allow_redirects": False}
        if not fields:
            return self.get(f"http://{host}{path}", **options)
        fields["csrfmiddlewaretoken"] = self.cookies["__Host-csrftoken"]
        files = {"file": ("drill.png", file, "image/png")} if file else None
        return self.post(f"http://{host}{path}", data=fields, files=files, **options)


def shared(trial):
    """What one host learns, the other one knows: a session and its end, wrong passwords, a picture, a change."""
    first, second = (address for host in trial.stack.hosts for door, address in host.items() if "editor" in door)
    password = secrets.token_urlsafe()
    said = trial.stack.manage("shell", "--verbosity", "0", "-c", ACCOUNT.format(password=password))
    editor = Browser(trial.stack.url)
    editor.ask(first, SIGN_IN, login="two-hosts", password=password)
    for host in (first, second):
        if editor.ask(host, ADD).status_code != 200:
            trial.wrong.append(f"{host} does not know the session")
    trial.wrong += picture(trial.stack.url, editor, first, second, collection=said.split()[-1])
    trial.wrong += change(trial, editor)
    editor.ask(second, SIGN_OUT, sign_out="yes")
    for host in (first, second):
        if editor.ask(host, ADD).status_code == 200:
            trial.wrong.append(f"{host} does not know that the session has ended")
    trial.wrong += wrong_passwords(trial.stack.url, first, second)


def picture(site: str, editor: Browser, first: str, second: str, collection: str) -> list[str]:
    """Upload a picture through one host. The other one must make its smaller form, and nginx must serve that."""
    file, title = io.BytesIO(), f"Drill {secrets.token_hex(4)}"
    Image.frombytes("RGB", (64, 48), secrets.token_bytes(64 * 48 * 3)).save(file, "PNG")
    said = {"title": title, "description": "A field of random colors", "people": "no_one", "collection": collection}
    answer = editor.ask(first, ADD, file.getvalue(), **said)
    if answer.status_code != 302:
        return [f"the picture was not taken: {answer.status_code}"]
    listed = editor.ask(second, f"{PICTURES}?q={title.replace(' ', '+')}").text
    found = re.search(r'src="(/media/images/[^"]+)"', listed)
    if title not in listed or not found:
        return ["the other host does not show the picture"]
    served = requests.get(f"{site}{found[1]}", timeout=PATIENCE)
    if served.status_code != 200 or not served.headers["Content-Type"].startswith("image/"):
        return [f"nginx does not serve the picture of the other host: {served.status_code}"]
    return []


def change(trial, editor: Browser) -> list[str]:
    """Change a page. Both doors of both hosts must say so right away, whatever they keep in memory, and nginx soon."""
    hosts = [address for host in trial.stack.hosts for address in host.values()]
    for host in hosts:
        editor.ask(host, SCHOOL)
    number = trial.change()
    wrong = [f"{host} shows an old page" for host in hosts if f"555-{number:04}" not in editor.ask(host, SCHOOL).text]
    trial.expect_published(number)
    return wrong


def wrong_passwords(site: str, first: str, second: str) -> list[str]:
    """Send wrong passwords for one account, in turn to both hosts, which must count them together."""
    browser, name = Browser(site), f"nobody-{secrets.token_hex(4)}"
    said = [
        TOO_MANY in browser.ask((first, second)[turn % 2], SIGN_IN, login=name, password=name).text
        for turn in range(TRIES + 2)
    ]
    if said != [False] * TRIES + [True] * 2:
        return [f"wrong passwords in turn at two hosts were stopped so: {said}"]
    return []
