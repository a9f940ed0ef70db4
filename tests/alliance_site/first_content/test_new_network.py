"""Another network is another folder: `new_network` writes it, and names what is wrong with it."""

import pytest
import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from alliance_site import network
from alliance_site.assets.share_image import LABEL, TITLE
from alliance_site.colors import Colors
from media.words import plain
from pages.search.alike import stem

HEADER = "Name,Level,Lowest grade,Highest grade,Opened,Street,City,ZIP,Area\n"
LEVEL = {"key": "high", "grades": "9-12"} | {text: {"en": "High", "es": "Prepa"} for text in ("name", "plural")}
ROW = "Sunrise Mesa High School,high,9,12,08/01/2012,40 Mesa Street,Tucson,85701,Downtown\n"


def test_a_sheet_of_schools_becomes_first_content(tmp_path, capsys):
    (tmp_path / "zips.csv").write_text("name,latitude,longitude\n85701,32.217,-110.971\n")
    (tmp_path / "schools.csv").write_text(HEADER + ROW.replace("high,", "haute,"))
    facts, folder = settings.CONTENT / network.FILE, tmp_path / "sunrise"
    files = {"facts": facts, "schools": tmp_path / "schools.csv", "places": tmp_path / "zips.csv"}
    with pytest.raises(CommandError, match="Row 2: “level” is “haute”"):
        call_command("new_network", folder, **files)
    (tmp_path / "schools.csv").write_text(HEADER + ROW)
    call_command("new_network", folder, **files)
    assert "Still to write" in capsys.readouterr().out
    assert (
        "sunrise-mesa-high-school,Sunrise Mesa High School,high,9,12," in (folder / "schools/schools.csv").read_text()
    )
    assert "Tucson,CA,85701,32.217,-110.971,Downtown" in (folder / "schools/campuses.csv").read_text()
    with pytest.raises(CommandError, match="exists"):
        call_command("new_network", folder, **files)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"nme": "x"}, "“nme” is unknown"),
        ({"name": 5}, "“name” is “5”: write a text"),
        ({"languages": ["en", "xx"]}, "“languages” is"),
        ({"languages": ["en", "vi"]}, "“region” has no text in “vi”"),
        ({"time_zone": "Mars"}, "a name such as America/Chicago"),
        ({"bounds": {"south": 1}}, "“bounds” is"),
        ({"landmarks": ["castle"]}, "“landmarks” is"),
        ({"levels": [LEVEL | {"grades": "9-13"}]}, "“levels” is"),
        ({"levels": [LEVEL, LEVEL]}, "the lowest first"),
        ({"levels": [LEVEL | {"name": {"en": "High school"}}]}, "“levels: high: name” has no text in “es”"),
        ({"colors": {"ink": "navy"}}, "“colors” is"),
        ({"colors": {"gold": ["#ffc65c", "#aa7700"]}}, "“colors” is"),
        (
            {"colors": {"link": "#88bbee"}},
            "“link” on “paper” has a contrast of 1.9:1 on light pages: change link",
        ),
        ({"state": "arizona"}, "a folder of schools/states: california, massachusetts"),
    ],
)
def test_a_wrong_fact_is_named(change, problem, tmp_path):
    facts = yaml.safe_load((settings.CONTENT / network.FILE).read_text(encoding="utf-8"))
    (tmp_path / network.FILE).write_text(yaml.safe_dump(facts | change))
    with pytest.raises(ImproperlyConfigured, match=problem):
        network.read(tmp_path)


def test_colors_that_a_network_does_not_name_move_along():
    colors = Colors({"violet": ("#2f5a7a", "#b3d4ee")})
    assert colors.recolored("#4c3a96 #6450a2 #8c1d18 #16193a") == "#2f5a7a #486e8a #8c1d18 #16193a"
    assert Colors({}).recolored("#4c3a96") == "#4c3a96"
    assert [*Colors({"accent": ("#9c360a", "#ffb68d")}).problems(), *colors.problems()] == []


def test_a_language_without_stems_is_found_as_it_is_written():
    assert [network.search_config(code) for code in ("en", "es", "vi")] == ["english", "spanish", "simple"]
    assert (stem("truong", "vi"), plain("Đường"), LABEL.clean("Trường")) == ("truong", "Duong", "Truong")
    assert TITLE.clean("Trường  học") == "Trường học"


def test_answers_are_read_at_once_and_asked_again(tmp_path, monkeypatch):
    answers = {
        "name": ["", "No: 5 Schools"],
        "languages": ["en, xx", "en, es"],
        "bounds": ["x", "{south: 31, north: 37, west: -114, east: -109}"],
    }
    answers |= {"Grades": ["K-8", "9-12", ""], "One": ["K–8 school", "Escuela K–8", "High school", "Preparatoria"]}
    answers |= {"time_zone": ["Mars", "America/Phoenix"], "slug": ["No", "no"], "zips": ["85001", "85001-86556"]}
    monkeypatch.setattr("builtins.input", lambda question: (answers.get(question.split()[0]) or ["Arizona"]).pop(0))
    call_command("new_network", tmp_path / "no")
    own = network.read(tmp_path / "no")
    assert (own.name, own.languages) == ("No: 5 Schools", ("en", "es"))
    assert (own.region["es"], own.bounds.north) == ("Arizona", 37)
    words = (tmp_path / "no/finder/synonyms.csv").read_text()
    assert (own.levels.pairs, own.levels.grades[0]) == ([("k8school", "highschool")], 0)
    assert own.levels["k8school"].one == {"en": "K–8 school", "es": "escuela K–8"}
    assert {"6th grade,grade,6,en", "kinder,grade,K,", "K–8 school,level,k8school,"} <= {*words.splitlines()}
    assert "not served" not in words
    assert not {"alliance", "california"} & {*words.replace(",", " ").split()}
