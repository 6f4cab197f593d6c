"""Checks a FOCUS 1.2 export against the requirement model of the FinOps Foundation's focus_validator; exits 1 on any rule that fails.

    git clone https://github.com/finopsfoundation/focus_validator   # 2.0.1; PyPI has 1.0.0, which knows FOCUS 1.0 alone
    python3.12 -m venv focus-venv
    focus-venv/bin/pip install "pandas<3" "numpy<2" "pyarrow<20" "pydantic>=2.12" pyyaml requests "pandera==0.26.1" \\
        "multimethod>=2,<2.1" "sqlglot>=27.28,<28" pytz pandasql polars ddt duckdb graphviz tabulate
    PYTHONPATH=focus_validator focus-venv/bin/python packages/capital/tools/validate_focus.py focus.csv

1.0.0 out of PyPI does not import beside multimethod 2: pandera 0.17 wants "multimethod<2" there; 2.0.1 fails where pyarrow wants NumPy 2.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

import focus_validator

# What holds for us: we bill by the hour, by region, with tags and prepaid hours; no sub accounts, zones or virtual currencies.
APPLIES = [
    f"{each}_SUPPORTED"
    for each in (
        "ACCOUNT_NAMING",
        "COMMITMENT_DISCOUNT",
        "MULTIPLE_PRICING_CATEGORIES",
        "NEGOTIATED_PRICING",
        "PUBLIC_PRICE_LIST",
        "USAGE_MEASUREMENT",
        "UNIT_PRICING",
        "REGION",
        "TAGGING",
        "RESOURCE_TYPE_ASSIGNMENT",
        "BILLING_BASED_ON_PROVISIONED_RESOURCES",
    )
]


def corrected(model):
    """Three rules of model 1.2 check something else than their own words say: two want a commitment's status where there is no
    commitment, one wants no InvoiceId at all, whether there is an invoice or not."""
    null, some = ({"CheckFunction": check, "Value": None} for check in ("CheckValue", "CheckNotValue"))
    column = lambda name, check: {**check, "ColumnName": name}
    usage = {"CheckFunction": "CheckValue", "ColumnName": "ChargeCategory", "Value": "Usage"}
    rules = model["ModelRules"]
    rules["CommitmentDiscountStatus-C-003-C"]["ValidationCriteria"]["Requirement"] = column("CommitmentDiscountStatus", null)
    other = rules["CommitmentDiscountStatus-C-004-C"]["ValidationCriteria"]
    other["Condition"] = {"CheckFunction": "AND", "Items": [column("CommitmentDiscountId", some), usage]}
    rules["InvoiceId-C-004-C"]["ValidationCriteria"]["Condition"] = column("InvoiceId", null)  # every row of ours has one
    return model


def main(file):
    home = pathlib.Path(focus_validator.__file__).parent
    rules = home / "rules"
    with tempfile.TemporaryDirectory() as folder:
        for path in rules.iterdir():
            if path.is_file():
                text = path.read_text()
                if path.name == "model-1.2.json":
                    text = json.dumps(corrected(json.loads(text)))
                (pathlib.Path(folder) / path.name).write_text(text)
        command = [sys.executable, "-m", "focus_validator.main", "--data-file", str(pathlib.Path(file).resolve()), "--validate-version", "1.2", "--block-download"]
        command += ["--rule-set-path", folder, "--applicability-criteria", ",".join(APPLIES), "--show-violations"]
        done = subprocess.run(command, capture_output=True, text=True, cwd=home.parent)  # it reads its currencies from there
    found = re.search(r"Total: (\d+) \| Pass: (\d+) \| Fail: (\d+) \| Skipped: (\d+)", done.stdout)
    if not found:
        sys.exit(done.stdout + done.stderr)
    print(found[0])
    for line in done.stdout.splitlines():
        if line.startswith("- ") and "failed child rules" not in line:
            print(line)
    sys.exit(1 if int(found[3]) else 0)


main(sys.argv[1])
