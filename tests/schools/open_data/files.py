"""Read the published files."""

import csv
import io
import json
import xml.etree.ElementTree as ET

ATOM = "{http://www.w3.org/2005/Atom}"


def text(client, path) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.getvalue().decode("utf-8")


def rows(client, path="/data/schools.csv") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(client, path), newline="")))


def row(client, slug) -> dict[str, str]:
    (found,) = (one for one in rows(client) if one["slug"] == slug)
    return found


def schools(client) -> dict[str, dict]:
    return {school["slug"]: school for school in json.loads(text(client, "/data/schools.json"))["schools"]}


def features(client) -> dict[str, dict]:
    found = json.loads(text(client, "/data/schools.geojson"))
    assert found["type"] == "FeatureCollection"
    return {feature["properties"]["slug"]: feature for feature in found["features"]}


def feed(client, path="/data/changes.atom"):
    response = client.get(path)
    assert response.status_code == 200
    return ET.fromstring(response.content)


def entries(client, path="/data/changes.atom"):
    found = [
        {
            **{name: entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated", "published", "summary")},
            "link": entry.find(f"{ATOM}link").get("href"),
        }
        for entry in feed(client, path).iter(f"{ATOM}entry")
    ]
    assert len({entry["id"] for entry in found}) == len(found)
    return found
