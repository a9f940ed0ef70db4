"""The two screen sizes of the tests."""

PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
SIZES = {"phone": PHONE, "desktop": DESKTOP}
