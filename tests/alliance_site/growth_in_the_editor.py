"""What grows in the editor and in what the worker does, for the table of queries: see `growth`."""

from datetime import date, timedelta

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from alliance_site.notifications import office
from media.removal import uses_of
from pages.models import StandardPage
from pages.translation.parity import pairs
from schools import models
from schools.exchange import export
from schools.lifecycle import execution, kinds
from schools.lifecycle.execution import Impact
from schools.postings.packet.packet import packets
from schools.postings.status import cells
from schools.register import history
from schools.register.school_year import school_year
from tests.factories import SchoolFactory, home, profile, story
from tests.pages.translation.pages import publish
from tests.schools.exchange.files import ours, plan
from tests.schools.lifecycle.answers import renamed
from tests.schools.people import editor_of
from tests.schools.postings.samples import post
from toolkit.activity_log.actors import Actor
from toolkit.activity_log.events import record

from .growth import GERTZ, growth


@growth(limit=50, role="Publisher")
def stories_of_the_editors_home(picture):
    start, user = timezone.now() + timedelta(days=2), get_user_model().objects.get(username="someone")
    for n in range(6):
        coming = story(f"Story {n}", live=False)
        coming.go_live_at = start
        coming.save_revision(user=user).publish(user=user)
        story(f"Draft {n}", live=False).save_revision(user=user)
        yield ["/admin/"]


@growth(limit=30, role="Publisher")
def pictures_of_the_report(picture):
    for _n in range(6):
        picture()
        yield [reverse("pictures_report")]


@growth(limit=13, role="Site admin")
def entries_of_the_activity_log(picture):
    for n in range(71):
        detail = {"phone": ["1", "2"], "campus_id": ["here", "there"]}
        record("register.changed", title=f"unique {n}", actor=Actor("editor", "77", "Lidia Ruiz"), **detail)
        yield ["/admin/reports/audit/?q=unique", "/admin/reports/audit/results/?q=unique"]


@growth(limit=22, role="Listings manager")
def schools_and_results_in_the_editor(picture):
    listed = (models.School, models.Result, models.MistakeReport)
    names = [model.snippet_viewset.get_url_name("list") for model in listed]
    names.append(models.School.snippet_viewset.chooser_viewset.get_url_name("choose_results"))
    for _n in range(13):
        models.MistakeReport.objects.create(school=profile().school, language="en", text="The bus is late.")
        yield [*map(reverse, names)]


@growth(limit=30, role="Listings manager")
def the_tracker_and_the_desks(picture):
    page = profile()
    post(page=page)
    yield ["/admin/postings/", "/admin/postings/?export=csv", reverse("school_desks")]
    for school in SchoolFactory.create_batch(20):
        post(slug=school.slug)
    for code in ("lcap", "epa", "arts-and-music"):
        post(code, page=page)
        post(code)


@growth(limit=4)
def uses_of_a_picture(picture):
    image = picture()
    for n in range(5):
        home().add_child(instance=StandardPage(title=f"Page {n}", slug=f"page-{n}", listing_image=image))
        yield [lambda: uses_of(image)]


@growth(limit=2)
def schools_of_a_packet_and_of_the_matrix(picture):
    post()
    schools, asked = list(models.School.objects.all()[:1]), list(models.Requirement.objects.all())
    year = school_year(timezone.localdate())
    yield [lambda: packets([None, *schools], year), lambda: cells(asked, [None, *schools])]
    schools += models.School.objects.all()[1:20]


@growth(limit=18)
def pages_to_translate(picture):
    yield [pairs]
    for _n in range(12):
        publish(profile(SchoolFactory(), live=False))


@growth(limit=16)
def notices_of_a_school(picture):
    school, today = models.School.objects.get(slug="gertz-ressler"), timezone.localdate()
    yield [GERTZ]
    for _n in range(3):
        school.notices.create(text="Half day", first_day=today, last_day=today)


@growth(limit=85, role="Listings manager")
def what_a_desk_shows(picture):
    school, user = models.School.objects.get(slug="gertz-ressler"), get_user_model().objects.get(username="someone")
    codes = ("sarc", "lcap", "epa", "athletics", "arts-and-music", "homeless-liaison")
    names = ("school_desk", "school_desk_more", "school_desk_history")
    for n in range(6):
        today = timezone.localdate()
        models.MistakeReport.objects.create(school=school, language="en", text=f"Wrong {n}")
        models.Confirmation.objects.create(school=school, part=models.Part.REST, at=timezone.now() - timedelta(days=n))
        school.proposals.create(by=user, reason="x", changes={"name": {"before": "a", "after": "b"}})
        school.notices.create(text="x", first_day=today, last_day=today, saved_by=user)
        post(codes[n], posted_by=user)
        school.phone, school.campus.street = f"(213) 555-010{n}", f"{n} Other Street"
        history.save(school, reason="A reason.")
        history.save(school.campus)
        school.pages.first().save_revision(user=user)
        yield [reverse(name, args=[school.slug]) for name in names]


@growth(limit=50, role="Listings manager")
def notices_and_proposals_of_all_schools(picture):
    user, today = get_user_model().objects.get(username="someone"), timezone.localdate()
    for school in models.School.objects.open_today()[:10]:
        changes = {"opened": {"before": f"{school.opened}", "after": "2009-08-01"}}
        models.Proposal.objects.create(school=school, by=user, reason="So.", changes=changes)
        models.MistakeReport.objects.create(school=school, language="es", text="Falta.")
        school.notices.create(text="x", first_day=today, last_day=today, saved_by=user)
        yield [reverse("school_notices"), reverse("office_queue")]


@growth(limit=8)
def schools_that_are_due_to_be_confirmed(picture):
    for n in range(8):
        editor_of(SchoolFactory(details_as_of=date(2020, 1, 1)), f"edith{n}")
        yield [lambda: [*office.confirmation_reminders()]]


@growth(limit=25, role="Listings manager")
def guided_changes_and_plans(picture):
    user = get_user_model().objects.get(username="someone")
    fields = {"kind": "move", "day": timezone.localdate() + timedelta(days=90), "target": "1 Far Street", "by": user}
    fields |= {"data": {}, "agreed": Impact().as_json(), "language": "en", "reason": "So.", "error": "So."}
    fields["is_told"] = True
    for n in range(21):
        school = SchoolFactory() if n else models.School.objects.get(slug="gertz-ressler")
        models.ChangeSet.objects.create(kind="close", name="A school", data={"school": school.pk}, at=timezone.now())
        models.PlannedChange.objects.create(school=school, **fields)
        yield [reverse("school_changes"), GERTZ]


@growth(limit=375)  # the preview makes the change and takes it back
def schools_beside_one_that_is_renamed(picture):
    school, user = models.School.objects.get(slug="gertz-ressler"), get_user_model().objects.create_superuser("boss")
    kind = kinds.ALL["rename"]
    form = kind.form(renamed(school, en="someone-else") | {"reason": "So."}, school=school)
    assert form.is_valid(), form.errors
    yield [lambda: execution.preview(kind, school, form.cleaned_data, user)]
    for _n in range(20):
        profile()


@growth(limit=22)
def schools_in_a_file(picture):
    SchoolFactory(phone="(323) 111-2222")
    yield [export.as_xlsx, lambda: plan(ours().replace(b"(323) ", b"(424) "))]
    SchoolFactory.create_batch(20, phone="(323) 111-2222")
