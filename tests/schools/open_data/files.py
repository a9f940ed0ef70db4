"""Read the published files."""

import csv
import io
import json


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
