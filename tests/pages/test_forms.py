"""Forms: translated, protected from abuse, read by few people, and emptied when they promised it."""

from copy import deepcopy
from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import Page, PageViewRestriction, Site

from alliance_site import personal_data
from alliance_site.staff.roles import ROLES
from pages.models import FormAnswer, FormPage
from pages.models.form import guard
from pages.translation.following import merged
from tests.factories import home
from tests.html import assert_valid, soup, words
from tests.jobs import work
from tests.pages.translation.pages import publish, translated
from toolkit.activity_log.models import AuditEntry
from toolkit.published_copy.contents import addresses

pytestmark = pytest.mark.django_db
HOSTILE = "=1+1<script>alert(1)</script>"
SECRET = "zzyzx@example.org"


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    """As after the few seconds that a person takes, with empty counters."""
    caches["visitor_limits"].clear()
    monkeypatch.setattr(guard, "shortest", timedelta(seconds=-1))


def field(kind, label, key, required=False, **more):
    value = {"label": label, "help_text": "", "required": required, **more}
    return {"type": kind, "id": key, "value": value}


def items(*texts):
    return [{"type": "item", "id": text, "value": text} for text in texts]


FIELDS = [
    field("text", "Your name", "n", required=True, autocomplete="name"),
    field("email", "Your email", "e"),
    field("texts", "Your question", "q"),
    field("phone", "Phone", "p"),
    field("number", "How many people", "c"),
    field("date", "Day", "d"),
    field("checkbox", "I will bring food", "x"),
    field("choice", "Grade", "g", choices=items("Grade 6", "Grade 9")),
    field("radio", "Call me", "r", choices=items("Today", "Later")),
    field("checkboxes", "Bring", "b", choices=items("A", "B", "C")),
]


@pytest.fixture
def form():
    texts = {"summary": "For families.", "thanks": "We will call you.", "confirmation": "We received your form."}
    page = FormPage(title="Interest list", slug="interest", notify="office@example.org, desk@example.org", **texts)
    page.days, page.questions = 30, page.questions.stream_block.to_python(deepcopy(FIELDS))
    home().add_child(instance=page)
    page.save_revision().publish()
    return page


def send(client, form, **answers):
    address = answers.pop("address", form.url)
    more = {"REMOTE_ADDR": answers.pop("sender", "192.0.2.1")}
    return client.post(address, {"n": "Ana", "stamp": guard.stamp(str(form.pk))} | answers, **more)


def test_a_form_shows_its_fields_and_how_long_answers_stay(client, form):
    fields = form.get_form_class()(about="").fields
    assert (fields["n"].label, fields["e"].label) == ("Your name", "Your email (optional)")
    assert [fields[name].widget.attrs["autocomplete"] for name in "nep"] == ["name", "email", "tel"]
    assert fields["d"].widget.input_type == "date"
    answers = {name: [value for value, _label in fields[name].choices] for name in "rg"}
    assert answers == {"r": ["", "Today", "Later"], "g": ["", "Grade 6", "Grade 9"]}
    response = client.get("/interest/")
    page = assert_valid(response).main
    assert all(page.find(attrs={"name": name}) for name in fields)
    assert "after 30 days" in words(response)
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


def test_an_answer_is_stored_without_a_cookie_or_a_token(form):
    client = Client(enforce_csrf_checks=True)
    given = {"e": SECRET, "q": "Line 1\r\nLine 2", "p": "213", "c": "3", "d": "2030-06-30", "x": "on", "g": "Grade 9"}
    given |= {"r": "Later", "b": ["A", "C"]}
    response = send(client, form, **given)
    assert (response.status_code, response.url) == (302, "/interest/thanks/")
    thanks = client.get(response.url)
    assert_valid(thanks)
    assert "We will call you." in words(thanks)
    assert not thanks.cookies
    answer = FormAnswer.objects.get()
    kept = {"n": "Ana", "e": SECRET, "q": "Line 1\nLine 2", "p": "213", "c": 3, "d": "2030-06-30", "x": True}
    assert answer.form_data == kept | {"g": "Grade 9", "r": "Later", "b": ["A", "C"]}
    assert answer.get_data()["b"] == "A; C"
    assert answer.delete_on == timezone.localdate() + timedelta(days=30)
    assert SECRET not in str(answer)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"n": " "}, "Answer “Your name”."),
        ({"n": "x" * 251}, "This has 251 characters. Please shorten it to 250."),
        ({"q": "x" * 2001}, "This has 2001 characters"),
        ({"e": "a@b.example\nBcc: c@d.example"}, "This is not a valid email address"),
        ({"c": "9" * 5000}, "Enter a whole number"),
        ({"c": "9" * 20}, "Enter a whole number"),
        ({"d": "someday"}, "Enter a valid date"),
        ({"g": "Grade 7"}, "Choose one of the answers"),
        ({"r": "Never"}, "Choose one of the answers"),
        ({"b": ["A", "D"]}, "Choose one of the answers"),
        ({"q": "nul \x00 byte"}, "Null characters are not allowed."),
    ],
)
def test_an_invalid_answer_is_refused_with_its_values_kept(client, form, answers, said):
    response = send(client, form, **({"p": "My phone", "x": "on"} | answers))
    assert response.status_code == 422
    if "Null" not in said:
        assert_valid(response)
    page = soup(response).main
    alert = page.find(role="alert")
    assert said in alert.get_text()
    assert alert.find("a")["href"] == f"#id_{next(iter(answers))}"
    wrong = page.find(id=f"id_{next(iter(answers))}")
    assert "aria-invalid" in wrong.attrs or wrong.find(attrs={"aria-invalid": "true"})
    assert page.find(id="id_p")["value"] == "My phone"
    assert page.find(id="id_x").has_attr("checked")
    assert guard.check(page.find("input", attrs={"name": "stamp"})["value"], str(form.pk)) == ""
    assert not FormAnswer.objects.exists()


def test_robots_are_thanked_and_not_stored_and_a_visitor_has_an_hourly_limit(client, form, monkeypatch):
    assert send(client, form, subject="Cheap watches", stamp="").status_code == 302
    refused = send(client, form, stamp=guard.stamp("another form"))
    assert (refused.status_code, "could not be verified" in words(refused)) == (422, True)
    assert not FormAnswer.objects.exists()
    monkeypatch.setattr(guard, "most_of_one", 2)
    assert [send(client, form, n=f"{n}").status_code for n in range(3)] == [302, 302, 429]
    assert send(client, form, n="3", sender="192.0.2.2").status_code == 302


@pytest.mark.parametrize("restricted", [True, False])
def test_drafts_and_private_forms_accept_no_answer_and_none_is_in_the_published_copy(client, form, restricted):
    assert "/interest/" not in {address.path for address in addresses(Site.objects.get())}
    if restricted:
        PageViewRestriction.objects.create(page=form, restriction_type="login")
    else:
        form.unpublish()
    send(client, form)
    assert not FormAnswer.objects.exists()


def test_the_visitor_gets_a_mail_without_answers_and_the_office_a_link_and_no_log_has_answers(client, form, caplog):
    send(client, form, e=SECRET, n=HOSTILE)
    work()
    to_visitor, *to_office = sorted(mail.outbox, key=lambda message: message.to[0] != SECRET)
    assert to_visitor.subject == "We received your answers: Interest list"
    assert "We received your form." in to_visitor.body
    assert sorted(message.to[0] for message in to_office) == ["desk@example.org", "office@example.org"]
    assert reverse("wagtailforms:list_submissions", args=[form.pk]) in to_office[0].body
    said = [message.body + message.alternatives[0].content for message in mail.outbox]
    said += [caplog.text, str(list(AuditEntry.objects.values()))]
    assert not [text for text in said if SECRET in text or "alert(1)" in text]
    mail.outbox.clear()
    FormPage.objects.update(notify="")
    send(client, form, n="Bea")
    FormPage.objects.update(confirmation="")
    send(client, form, e=SECRET, n="Cem")
    work()
    assert mail.outbox == []


@pytest.fixture
def spanish(form):
    words = {"title": "Lista de interés", "slug": "interes", "confirmation": "Recibimos su formulario."}
    raw = form.questions.get_prep_value()
    raw[0]["value"]["label"] = "Su nombre"
    return translated(form, questions=form.questions.stream_block.to_python(raw), **words)


def test_a_translation_answers_in_its_language_into_the_same_list(client, form, spanish):
    response = client.get(spanish.url)
    assert "Su nombre" in words(response)
    assert "después de 30 días" in words(response)
    sent = send(client, spanish, e=SECRET)
    assert sent.url == f"{spanish.url}gracias/"
    assert client.get(sent.url).status_code == 200
    work()
    message = next(message for message in mail.outbox if message.to == [SECRET])
    assert message.subject == "Recibimos sus respuestas: Lista de interés"
    assert "Recibimos su formulario." in message.body
    send(client, form)
    assert form.get_submissions().count() == spanish.get_submissions().count() == 2


def test_a_translation_follows_the_original_and_keeps_its_words(form, spanish):
    form.days, form.notify = 45, "new@example.org"
    form.questions = form.questions.stream_block.to_python([FIELDS[1], FIELDS[0], field("text", "New", "z")])
    form.save_revision().publish()
    spanish.refresh_from_db()
    assert (spanish.days, spanish.notify) == (45, "new@example.org")
    blocks = [(block.id, block.value["label"]) for block in merged(spanish, form).questions]
    assert blocks == [("e", "Your email"), ("n", "Su nombre"), ("z", "New")]


def listing(form):
    return reverse("wagtailforms:list_submissions", args=[form.pk])


@pytest.mark.parametrize("role", [role.name for role in ROLES])
def test_only_people_who_can_publish_a_form_read_and_delete_its_answers(client, sign_in, form, role):
    send(client, form, n="Zzyzx")
    other = home().add_child(instance=FormPage(title="Other", slug="other", thanks="x"))
    selected, may = f"delete/?selected-submissions={FormAnswer.objects.get().pk}", role == "Publisher"
    staff = sign_in(role)
    for address in (listing(form), f"{listing(form)}?export=csv", f"{listing(form)}results/"):
        response = staff.get(address)
        content = response.getvalue().decode() if response.streaming else response.content.decode()
        assert ("Zzyzx" in content) == may
    assert ("Interest list" in staff.get(reverse("wagtailforms:index")).content.decode()) == may
    staff.post(f"{listing(other)}{selected}")
    assert FormAnswer.objects.exists()
    staff.post(f"{listing(form)}{selected}")
    assert FormAnswer.objects.exists() != may
    deletions = AuditEntry.objects.filter(action="answers.deleted", object_title__startswith="Interest list, ")
    assert deletions.exists() == may
    assert "Zzyzx" not in str(deletions.values())


def test_the_list_and_the_export_show_every_answer_and_run_no_formula(client, sign_in, form):
    send(client, form, n=HOSTILE, x="on", c="1")
    staff = sign_in("Publisher")
    page = soup(staff.get(listing(form)))
    headings = [heading.get_text(strip=True) for heading in page.select("table.listing th")][1:]
    assert headings[:3] == ["Sent", "Language", "Your name"]
    assert headings[-1] == "Deleted on"
    assert HOSTILE in page.get_text()
    assert "None" not in page.select_one("table.listing").get_text()
    rows = staff.get(f"{listing(form)}?export=csv").getvalue().decode()
    assert f"'{HOSTILE}" in rows
    assert ",1," in rows
    assert rows.count("Yes") == 1
    workbook = load_workbook(BytesIO(staff.get(f"{listing(form)}?export=xlsx").getvalue()))
    now = timezone.make_naive(timezone.now())  # as the list shows it
    assert abs(workbook.active["A2"].value - now) < timedelta(minutes=10)
    listed = AuditEntry.objects.filter(action="answers.listed", object_title="Interest list")
    assert listed.count() == 3  # the page and two exports


def test_answers_are_deleted_on_the_day_that_the_form_promised(client, form):
    send(client, form)
    FormPage.objects.update(days=730)
    send(client, form, n="Later")
    FormAnswer.objects.filter(form_data__n="Ana").update(delete_on=timezone.localdate())
    assert personal_data.delete_old()["form responses"] == 1
    assert FormAnswer.objects.get().form_data["n"] == "Later"


def test_a_block_leads_to_a_public_form_in_the_language_of_the_page(client, form, spanish):
    for page in (home(), home("es")):
        publish(page, body=[("form", {"form": form})])
    assert soup(client.get("/")).select_one(".call-to-action a")["href"] == "/interest/"
    assert soup(client.get("/es/")).select_one(".call-to-action a")["href"] == spanish.url
    Page.objects.get(pk=form.pk).specific.delete()
    assert soup(client.get("/")).select_one(".call-to-action") is None
