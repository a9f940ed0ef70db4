"""Sign in as the office that maintains the register."""

from django.conf import settings
from django.contrib.auth.models import Group


def sign_in(context, site_url, client, django_user_model):
    user = django_user_model.objects.create_user("office")
    user.groups.add(Group.objects.get(name="Listings manager"))
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site_url}])
