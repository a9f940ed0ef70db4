"""Ask other sites overnight whether their addresses on public pages still work.

Only public Internet addresses are asked, also after redirects (`requests_hardened`), so that nobody can use a link to
reach into our own network. Each host gets one request a second. An address is broken if it fails on two nights.
"""

import time
from datetime import date, timedelta
from urllib.parse import urljoin, urlsplit

import requests
from django.conf import settings
from django.utils import timezone
from django_tasks import task
from requests_hardened import Config, Manager
from requests_hardened.ip_filter import InvalidIPAddress

from toolkit.worker.health import LONG

from .addresses import CheckedLink, LinkStatus, public_addresses

MORNING = 6  # o'clock: a worker runs every job when it starts, at any hour
MOST = 600  # addresses a night, those checked longest ago first
SECONDS_A_JOB = 20.0  # then others get their turn: the worker does one long job after the other
PAUSE = timedelta(seconds=10)
SECONDS_BETWEEN = 1.0  # requests to one host
GONE = {404, 410}
PERMANENT = {301, 308}
REDIRECTS = 5

client = Manager(
    Config(
        default_timeout=(3, 5),  # seconds to connect, and to wait for an answer
        never_redirect=False,
        ip_filter_enable=True,
        ip_filter_allow_loopback_ips=False,
        user_agent_override=f"Mozilla/5.0 (compatible; link check of {settings.WAGTAILADMIN_BASE_URL})",
    )
)


@task(backend="worker", queue_name=LONG)
def check_links() -> None:
    """Note the addresses of public pages, and check those that were not checked today."""
    today = timezone.localdate()
    if timezone.localtime().hour >= MORNING:
        return
    urls = {url for _page, addresses in public_addresses() for url in addresses}
    CheckedLink.objects.exclude(url__in=urls).delete()
    known = dict(CheckedLink.objects.values_list("url", "checked_on"))
    due = sorted((url for url in urls if known.get(url, date.min) < today), key=lambda url: known.get(url, date.min))
    check_some.enqueue(due[:MOST])


@task(backend="worker", queue_name=LONG, priority=-50)
def check_some(urls: list[str]) -> None:
    """Check `urls` for a while, and leave the rest to another job."""
    end, urls = time.monotonic() + SECONDS_A_JOB, list(urls)
    asked: dict[str, float] = {}
    while urls and time.monotonic() < end:
        url = urls.pop(0)
        host = _host(url)
        time.sleep(max(0.0, asked.get(host, 0.0) + SECONDS_BETWEEN - time.monotonic()))
        check(url)
        asked[host] = time.monotonic()
    if urls:
        check_some.using(run_after=timezone.now() + PAUSE).enqueue(urls)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # such as http://[/
        return ""


def check(url: str) -> None:
    """Check one address and note the result."""
    status, answer, moved_to = result_of(url)
    today, link = timezone.localdate(), CheckedLink.objects.filter(url=url).first()
    if status == LinkStatus.FAILED and link and link.status in (LinkStatus.FAILED, LinkStatus.BROKEN):
        status = LinkStatus.BROKEN if link.checked_on < today and _is_online(today) else link.status
    values = {"status": status, "answer": answer, "moved_to": moved_to, "checked_on": today}
    CheckedLink.objects.update_or_create(url=url, defaults=values)


def _is_online(today: date) -> bool:
    """Whether any address answered last night or tonight. If none did, the connection of this server is down."""
    worked = CheckedLink.objects.filter(status__in=(LinkStatus.WORKS, LinkStatus.MOVED))
    return worked.filter(checked_on__gte=today - timedelta(days=1)).exists()


def result_of(url: str) -> tuple[LinkStatus, str, str]:
    """Return the status of an address, its answer, and its new address if it moved permanently."""
    try:
        code, last_url, hops = _ask(url)
    except (InvalidIPAddress, requests.TooManyRedirects, ValueError) as error:
        return LinkStatus.UNKNOWN, type(error).__name__, ""
    except requests.RequestException as error:
        return LinkStatus.FAILED, type(error).__name__, ""
    if code in GONE or 500 <= code < 600:
        return LinkStatus.FAILED, str(code), ""
    if code >= 400:  # it refuses robots, such as with 403, 429, and 999, or wants a password
        return LinkStatus.UNKNOWN, str(code), ""
    moved_for_good = bool(hops) and PERMANENT.issuperset(hops)
    return (LinkStatus.MOVED, "", last_url) if moved_for_good else (LinkStatus.WORKS, "", "")


def _ask(url: str) -> tuple[int, str, list[int]]:
    """Return the last answer's status and address, and the statuses of the redirects. No content is read."""
    hops: list[int] = []
    with client.get_session() as session:
        session.trust_env = False
        while len(hops) <= REDIRECTS:
            response = session.head(url, allow_redirects=False, stream=True)
            if response.status_code >= 400:  # some sites refuse HEAD
                response = session.get(url, allow_redirects=False, stream=True)
            response.close()
            if not response.is_redirect:
                return response.status_code, url, hops
            hops.append(response.status_code)
            url = urljoin(url, response.headers["location"])
    raise requests.TooManyRedirects
