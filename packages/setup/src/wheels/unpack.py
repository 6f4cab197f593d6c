"""Unpacks the wanted members of some wheels, streamed, and prints what it wrote.

Standard input: {"target": folder, "wheels": [{"path": file, "keep": [pattern, ...]}, ...]}
Standard output, a line of JSON each: {"bytes": so far} while it works, then {"files": {path: {"bytes", "sha256"}}}.
"""

import fnmatch
import hashlib
import json
import os
import sys
import zipfile

CHUNK = 1 << 20


def wanted(wheel):
    for member in wheel["archive"].infolist():
        name = member.filename
        if name.endswith("/") or not any(fnmatch.fnmatchcase(name, pattern) for pattern in wheel["keep"]):
            continue
        if name.startswith("/") or ".." in name.split("/"):
            raise ValueError("%s would be written outside the target folder" % name)
        yield member


def main():
    order = json.load(sys.stdin)
    files = {}
    written = reported = 0
    for wheel in order["wheels"]:
        with zipfile.ZipFile(wheel["path"]) as archive:
            wheel["archive"] = archive
            for member in wanted(wheel):
                path = os.path.join(order["target"], *member.filename.split("/"))
                os.makedirs(os.path.dirname(path), exist_ok=True)
                digest = hashlib.sha256()
                with archive.open(member) as source, open(path, "xb") as out:  # checks the CRC at the end
                    while True:
                        chunk = source.read(CHUNK)
                        if not chunk:
                            break
                        digest.update(chunk)
                        out.write(chunk)
                        written += len(chunk)
                        if written - reported > 4 * CHUNK:
                            reported = written
                            print(json.dumps({"bytes": written}), flush=True)
                files[member.filename] = {"bytes": member.file_size, "sha256": digest.hexdigest()}
    if hasattr(os, "sync"):
        os.sync()  # the files are on disk before the folder gets its name
    print(json.dumps({"files": files}), flush=True)


main()
