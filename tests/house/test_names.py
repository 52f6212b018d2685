"""One name, one thing: documents are told apart by name in schemas and messages, test files by pytest."""

import ast
import shutil
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("sim/documents", "sim/scenario.py", "sim/plan.py", "scenarios")


def marks(definition: ast.ClassDef) -> str:
    """Return what a class extends and is decorated with, as text."""
    return " ".join(ast.unparse(one) for one in (*definition.bases, *definition.decorator_list))


def homes_of_documents(root: Path) -> dict[str, list[str]]:
    """Return the files in which each public document is defined, by its name: pydantic's, and all that is given."""
    homes = defaultdict(list)
    for place in DOCUMENTS:
        files = sorted((root / place).rglob("*.py")) or [root / place]
        for file in files:
            named = [one for one in ast.parse(file.read_text("utf-8")).body if isinstance(one, ast.ClassDef)]
            for one in named:
                is_given = "documents" in file.parts and "dataclass" in marks(one)
                if not one.name.startswith("_") and (is_given or "Document" in marks(one)):
                    homes[one.name].append(file.relative_to(root).as_posix())
    return homes


def shared(homes: dict[str, list[str]]) -> dict[str, list[str]]:
    return {name: files for name, files in homes.items() if len(files) > 1}


def test_every_public_document_has_a_name_of_its_own():
    homes = homes_of_documents(ROOT)

    assert {"Scenario", "Plan", "Stage", "SupplyLimit"} <= set(homes)
    assert shared(homes) == {}


def test_a_document_of_a_name_that_is_taken_is_found(tmp_path):
    shutil.copytree(ROOT / "sim/documents", tmp_path / "sim/documents")
    for file in ("sim/scenario.py", "sim/plan.py"):
        shutil.copy(ROOT / file, tmp_path / file)
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios/planted.py").write_text("class Stage(Document):\n    pass\n", encoding="utf-8")

    assert shared(homes_of_documents(tmp_path)) == {
        "Stage": ["sim/documents/pipeline.py", "scenarios/planted.py"]
    }


def test_no_two_files_of_tests_have_the_same_name():
    # pytest imports a test file by its bare name: of two alike it collects one, and ends.
    homes = defaultdict(list)
    for file in sorted((ROOT / "tests").rglob("*.py")):
        if file.name not in {"conftest.py", "__init__.py"}:
            homes[file.name].append(file.relative_to(ROOT).as_posix())

    assert {name: files for name, files in homes.items() if len(files) > 1} == {}
