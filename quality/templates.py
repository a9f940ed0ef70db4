"""One address for every template and state that people see: for screenshots, the audit, and browser tests."""

PAGES = {
    "home": "/",
    "about": "/about/",
    "mission": "/mission/",
    "pillar": "/mission/college-ready/",
    "schools": "/schools/",
    "schools-all": "/schools/?closed=on",
    "school": "/schools/gertz-ressler/",
    "school-closed": "/schools/tennenbaum/",
    "enroll": "/enroll/",
    "compare": "/schools/compare/?school=gertz-ressler&school=merkin&school=marine-high&school=burton-tech",
    "sheet": "/schools/sheet/?near=90044&grade=9&need=sports",
    "phones": "/schools/phones/",
    "school-report": "/schools/gertz-ressler/report/",
    "stories": "/stories/",
    "facts": "/facts/",
    "events": "/events/",
    "story": "/stories/distinguished-schools-2024/",
    "data": "/data/",
    "standard": "/accessibility/",
    "contact": "/contact/",
    "search-start": "/search/",
    "search": "/search/?q=school",
    "search-nothing": "/search/?q=zzzzzz",
    "not-found": "/nowhere/",
}

# The templates that families use most, in Spanish: its words are longer, and its pages have their own texts.
SPANISH = {
    "home-es": "/es/",
    "schools-es": "/es/escuelas/",
    "school-es": "/es/escuelas/gertz-ressler/",
    "enroll-es": "/es/inscripcion/",
    "compare-es": "/es/escuelas/comparar/?school=gertz-ressler&school=merkin&school=marine-high&school=burton-tech",
}
