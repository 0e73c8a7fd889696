"""How style sheets and scripts are written, and that they arrive as one file each."""

import gzip
import re
from pathlib import Path

import pytest
import tinycss2
from django.contrib.staticfiles import finders

from config import assembly

STATIC = Path(__file__).resolve().parents[3] / "static"
# The editors' area (cms/) has Wagtail's design and a sheet of its own.
SHEETS = sorted(path for path in STATIC.rglob("*.css") if path.relative_to(STATIC).parts[0] != "cms")


def test_the_style_sheet_begins_with_the_order_of_the_layers():
    first = assembly.assemble("css/plethu.css").splitlines()[0]
    assert first == "@layer reset, tokens, base, layout, components, utilities;"


def test_the_style_sheet_is_found_as_one_file_without_imports():
    found = finders.find("css/plethu.css")
    text = Path(found).read_text()
    assert "@import" not in text
    assert "/*" not in text
    assert ".woven-band" in text
    assert text.index("@layer tokens {") < text.index(".button {") < text.index(".visually-hidden")


def test_every_sheet_is_part_of_the_one():
    parts = set(assembly.source_files("css/plethu.css"))
    assert {path.name for path in SHEETS if path not in parts} == set()


def test_the_assembled_file_follows_its_parts(tmp_path, settings):
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    settings.DATA_DIR = tmp_path
    folder = tmp_path / "static" / "components"
    folder.mkdir(parents=True)
    (folder / "a.js").write_text("// why\nconst name = 1;\n/* long\n   story */\nuse(name); // stays\n")
    (folder / "b.js").write_text("const name = 2;\n")
    first = Path(finders.find("js/plethu.js")).read_text()
    assert first == "{\nconst name = 1;\nuse(name); // stays\n}\n{\nconst name = 2;\n}\n"
    (folder / "b.js").write_text("const name = 3;\n")
    assert "name = 3" in Path(finders.find("js/plethu.js")).read_text()


def test_collectstatic_is_told_of_both_files():
    names = {name for name, _storage in assembly.AssembledFinder().list([])}
    assert names == {"css/plethu.css", "js/plethu.js"}
    _name, storage = next(iter(assembly.AssembledFinder().list([])))
    with storage.open("css/plethu.css") as file:
        assert b"@layer" in file.read()


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_sheets_parse_stay_in_their_layer_and_need_no_force(path):
    source = path.read_text()
    rules = tinycss2.parse_stylesheet(source, skip_comments=True, skip_whitespace=True)
    assert not [rule.message for rule in rules if rule.type == "error"]
    outside = [rule for rule in rules if not (rule.type == "at-rule" and rule.at_keyword == "layer")]
    assert not outside, "rules outside a layer"
    assert "!important" not in source
    assert "@import" not in source


PHYSICAL = re.compile(
    r"(?<![\w-])(?:margin|padding|border)-(?:left|right|top|bottom)\b|(?<![\w-])(?:left|right|top|bottom)\s*:"
    r"|(?<![\w-])(?:min-|max-)?(?:width|height)\s*:(?![^{};]*\))|text-align:\s*(?:left|right)|float:\s*(?:left|right)"
)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_sheets_use_logical_properties(path):
    source = re.sub(r"/\*.*?\*/|@(?:media|container)[^{]*\{", "", path.read_text(), flags=re.S)
    assert not PHYSICAL.findall(source)


def test_weights_stay_light():
    """The bars of DESIGN §9: the script of every page leaves the live client its 14 KB; the sheet is one small file."""
    script = assembly.assemble("js/plethu.js").encode()
    sheet = assembly.assemble("css/plethu.css").encode()
    assert len(script) <= 18 * 1024
    assert len(gzip.compress(sheet, 9)) <= 20 * 1024


def test_scripts_of_components_are_complete_in_themselves():
    for path in assembly.source_files("js/plethu.js"):
        assert not re.search(r"^\s*(?:import|export)\b", path.read_text(), re.M), path.name
