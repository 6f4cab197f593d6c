"""Checks the files of an Open Cap Format export against the official JSON schemas; prints what does not fit and exits 1.

    pip install jsonschema referencing
    git clone https://github.com/Open-Cap-Table-Coalition/Open-Cap-Format-OCF
    python packages/capital/tools/validate_ocf.py Open-Cap-Format-OCF/schema FOLDER
"""

import json
import pathlib
import sys

from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

schemas, folder = map(pathlib.Path, sys.argv[1:])
loaded = [json.loads(path.read_text()) for path in schemas.rglob("*.schema.json")]
registry = Registry().with_resources((each["$id"], Resource.from_contents(each, default_specification=DRAFT7)) for each in loaded)
by_type = {each["properties"]["file_type"]["const"]: each for each in loaded if "const" in each.get("properties", {}).get("file_type", {})}
wrong = checked = 0
for path in sorted(folder.glob("*.json")):
    document = json.loads(path.read_text())
    checked += 1
    for error in Draft7Validator(by_type[document["file_type"]], registry=registry).iter_errors(document):
        wrong += 1
        print(f"{path.name}: {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}")
print(f"{checked} files, {wrong} faults")
sys.exit(1 if wrong or not checked else 0)
