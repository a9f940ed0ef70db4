"""The data dictionary on the open data page, built from `columns`."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from pages.routing.navigation import navigation
from schools.states import PERCENT, POINTS, SCHOLARS, current

from .columns import FORMER_NAME, REQUIREMENT, RESULT, SCHOOL, STATE_RECORD, Column, shown
from .data_types import as_json
from .files import listed
from .rows import school_list
from .version import REQUIRED, full_url


@dataclass(frozen=True)
class Table:
    """A table on the page: columns with a heading and an introduction. `of_state`: only with a state."""

    id: str
    heading: str
    text: str
    all_columns: tuple[Column, ...]
    of_state: bool = False

    @property
    def columns(self) -> list[Column]:
        return shown(self.all_columns)


TABLES = (
    Table(
        "schools",
        gettext_lazy("Schools"),
        gettext_lazy(
            "Columns of schools.csv, members of each school in schools.json, and properties of each point in "
            "schools.geojson. In schools.geojson, latitude and longitude are the point itself."
        ),
        SCHOOL,
    ),
    Table(
        "former-names",
        gettext_lazy("Former names"),
        gettext_lazy(
            "Members of each former name in the JSON files. A CSV cell holds the names, with “ | ” between them."
        ),
        FORMER_NAME,
    ),
    Table(
        "state-records",
        gettext_lazy("State records"),
        format_lazy(
            gettext_lazy(
                "Members of each state record in the JSON files. A CSV cell holds the {codes}, with “ | ” between them."
            ),
            codes=lazy(lambda: str(current().codes), str)(),
        ),
        STATE_RECORD,
        of_state=True,
    ),
    Table("results", gettext_lazy("Results"), gettext_lazy("Columns of results.csv."), RESULT, of_state=True),
    Table(
        REQUIRED,
        gettext_lazy("Required postings"),
        gettext_lazy(
            "Columns of required-postings.csv, and members of each entry in required-postings.json. The list is "
            "research, not legal advice."
        ),
        REQUIREMENT,
        of_state=True,
    ),
)


UNITS = {SCHOLARS: gettext_lazy("scholars"), PERCENT: gettext_lazy("percent"), POINTS: gettext_lazy("points")}


def tables() -> list[Table]:
    return [table for table in TABLES if current().key or not table.of_state]


def measures() -> list[dict]:
    """Return the measures of the results: name in the file, label, definition, and unit."""
    return [
        {"name": one.name, "label": one.label, "definition": one.definition, "unit": UNITS[one.unit]}
        for one in current().measures.values()
    ]


def trail(request) -> list[tuple[str, str]]:
    """Return titles and full URLs of the pages above this one: home and the school list, in its language."""
    schools = school_list(request, get_language())
    above = [(_("Home"), navigation(request).home), (schools and schools.title, schools)]
    return [(title, page.get_full_url(request)) for title, page in above if page]


def dataset(request, changed) -> dict:
    """Return the data as a schema.org Dataset. It has no license, because none has been set."""
    page = full_url(request, "data")
    network = {"@type": "EducationalOrganization", "name": settings.WAGTAIL_SITE_NAME}
    return {
        "@type": "Dataset",
        "@id": f"{page}#data",
        "name": _("Schools of %(network)s") % {"network": settings.WAGTAIL_SITE_NAME},
        "description": _(
            "Every school of the network, open and closed: names, grades, campus, dates, state codes, and "
            "state data by year."
        )
        if current().key
        else _("Every school of the network, open and closed: names, grades, campus, and dates."),
        "url": page,
        "creator": network,
        **({"creditText": current().department} if current().department else {}),
        "dateModified": as_json(changed),
        "inLanguage": get_language(),
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.name,
                "description": str(file.content),
                "encodingFormat": file.content_type.partition(";")[0],
                "contentUrl": full_url(request, file.name),
            }
            for file in listed()
            if not file.name.startswith(REQUIRED)
        ],
    }
