"""Another network is another folder: `new_network` writes it, and names what is wrong with it."""

from pathlib import Path

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
ROW = "Sunrise Mesa High School,high,9,12,08/01/2012,40 Mesa Street,Tucson,85701,Downtown\n"
WRONG_FACTS = Path(__file__).with_name("wrong_facts.yaml")
GAZETTEER = "GEOID\tINTPTLAT\tINTPTLONG   \n85701\t32.217\t-110.971  \n90001\t33.97\t-118.24  \n"
WRONG = [
    (HEADER.replace("Level", "Stage"), ROW, "no column level. It has name, stage"),
    (HEADER, ROW.replace("high,", "haute,").replace("Tucson", ""), "“level” is “haute”.*\n.*“city” is “”"),
    (HEADER.replace("\n", ",Phone\n"), ROW.replace("\n", ",12\n"), "Row 2: “phone” is “12”"),
    (HEADER.replace("\n", ",Latitude\n"), ROW.replace("\n", ",32\n"), "Row 2: It has a latitude or a longitude alone"),
    (HEADER, f"{ROW}\n{ROW}", "Row 4: Its short name is “mesa-high-school”, like that of row 2. Remove it"),
    (HEADER, ROW.replace("9,12", "12,9"), "Row 2: “lowest_grade” is above “highest_grade”"),
    (HEADER, ROW.replace("9,12", "8,12"), r"Row 2: Grades of this level \(high school\): 9–12"),
]
WRONG_PLACES = [
    (b"\x89PNG", "zips.txt: This is a PNG file"),
    (b"name,latitude\n85701,32\n", "has no column longitude"),
    (b"name,latitude,longitude\n\n,x,x\n85701,x,-110.9\n", "zips.txt, row 4: “x” is not a valid number of degrees"),
]


def test_a_sheet_of_schools_becomes_first_content(tmp_path, capsys):
    facts, folder = settings.BASE_DIR / "tests/network/facts.yaml", tmp_path / "sunrise"
    files = {"facts": facts, "schools": tmp_path / "schools.csv", "places": tmp_path / "zips.txt"}
    files["places"].write_text("name,latitude,longitude\n85701,32,-110.9\n")
    for header, row, problem in WRONG:
        files["schools"].write_text(header + row)
        with pytest.raises(CommandError, match=problem):
            call_command("new_network", folder, **files)
    k8 = ROW.replace("High School,high,9,12", "Primary,K–8 school,k,8")
    files["schools"].write_text(HEADER.replace("Street", "Address") + ROW + k8)
    for content, problem in WRONG_PLACES:
        files["places"].write_bytes(content)
        with pytest.raises(CommandError, match=problem):
            call_command("new_network", folder, **files)
    files["places"].write_bytes(GAZETTEER.replace("\n", "\tPeña\n", 1).encode("latin-1"))
    assert not folder.exists()
    folder.mkdir()
    (folder / network.FILE).write_text("name: My answers")
    with pytest.raises(CommandError, match="Leave out --facts"):
        call_command("new_network", folder, **files)
    (folder / network.FILE).unlink()
    call_command("new_network", folder, **files)
    assert "Still to write" in capsys.readouterr().out
    assert "mesa-high-school,Sunrise Mesa High School,high,9,12," in (folder / "schools/schools.csv").read_text()
    assert "mesa-primary,Sunrise Mesa Primary,k8,K,8," in (folder / "schools/schools.csv").read_text()
    assert "Tucson,AZ,85701,32.217,-110.971,Downtown" in (folder / "schools/campuses.csv").read_text()
    places = (folder / "places/places.csv").read_text()
    assert "city,Tucson,,32.217,-110.971" in places
    assert "90001" not in places  # a ZIP code of another state
    with pytest.raises(CommandError, match="exists"):
        call_command("new_network", folder, **files)


@pytest.mark.parametrize(("change", "problem"), yaml.safe_load(WRONG_FACTS.read_text(encoding="utf-8")))
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
    north_to_east = "north: 37, west: -114, east: -109}"
    answers = {
        "full name": ["", "No: 5 Schools"],
        "languages": ["en, xx", "en, es"],
        "in degrees": ["x", f"{{south: 38, {north_to_east}", f"{{south: 31, {north_to_east}"],
        "time zone": ["Mars", "America", "America/Phoenix"],
        "names of files": ["No", "no"],
        "ZIP code": ["85001", "86556-85001", "85001-86556"],
    }
    answers["Grades"] = ["8-K", "K-8", "9-12", ""]
    answers["One"] = ["K–8 school", "Escuela K–8", "High school", "Preparatoria"]
    monkeypatch.setattr(
        "builtins.input",
        lambda asked: next((said for part, said in answers.items() if part in asked and said), ["Arizona"]).pop(0),
    )
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
