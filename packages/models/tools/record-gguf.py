"""Records a small GGUF file that the format's own Python package wrote, and the numbers that it reads in it.

    pip install gguf
    python packages/models/tools/record-gguf.py
"""

import base64
import importlib.metadata
import json
import pathlib
import tempfile

import numpy as np
from gguf import GGMLQuantizationType as T
from gguf import GGUFReader, GGUFWriter, quants

rng = np.random.default_rng(20261201)
path = pathlib.Path(tempfile.mkdtemp()) / "small.gguf"
writer = GGUFWriter(path, "small")
writer.add_uint8("test.uint8", 200)
writer.add_int8("test.int8", -100)
writer.add_uint16("test.uint16", 60000)
writer.add_int16("test.int16", -30000)
writer.add_uint32("test.uint32", 4000000000)
writer.add_int32("test.int32", -2000000000)
writer.add_float32("test.float32", 0.5)
writer.add_bool("test.bool", True)
writer.add_string("test.string", "Grüße, 世界")
writer.add_array("test.words", ["the", "", "cat"])
writer.add_array("test.numbers", [1, 2, 3])
writer.add_uint64("test.uint64", 2**63)
writer.add_int64("test.int64", -5)
writer.add_float64("test.float64", 0.1)


def numbers(*shape):
    return rng.normal(0, 1, shape).astype(np.float32)


writer.add_tensor("float32", numbers(3, 2))
writer.add_tensor("float16", numbers(2, 3).astype(np.float16))
writer.add_tensor("float64", numbers(3).astype(np.float64))
writer.add_tensor("int32", np.array([[1, -2], [3, 2**30]], dtype=np.int32))
for name, kind in [("bf16", T.BF16), ("q8_0", T.Q8_0), ("q4_0", T.Q4_0)]:
    writer.add_tensor(name, quants.quantize(numbers(2, 64), kind), raw_dtype=kind)
# gguf-py reads these and does not write them: bytes by chance, but for the scales in half precision, which must be finite
for name, kind, size, halves in [("q4_k", T.Q4_K, 144, (0, 2)), ("q6_k", T.Q6_K, 210, (208,))]:
    block = rng.integers(0, 256, (2, 2 * size), dtype=np.uint8)
    for row in block:
        for at in [start + half for start in (0, size) for half in halves]:
            row[at : at + 2] = np.array([rng.normal(0, 0.1)], dtype=np.float16).view(np.uint8)
    writer.add_tensor(name, block, raw_dtype=kind)
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()

tensors = {}
for tensor in GGUFReader(path).tensors:
    plain = tensor.tensor_type in (T.F32, T.F16, T.F64, T.I32)
    values = np.array(tensor.data) if plain else quants.dequantize(tensor.data, tensor.tensor_type)
    tensors[tensor.name] = {"shape": [int(n) for n in reversed(tensor.shape)], "values": [float(v) for v in values.reshape(-1)]}
out = {
    "recorded by": "packages/models/tools/record-gguf.py",
    "versions": {name: importlib.metadata.version(name) for name in ("gguf", "numpy")},
    "file": base64.b64encode(path.read_bytes()).decode(),
    "tensors": tensors,
}
to = pathlib.Path(__file__).parent.parent / "fixtures" / "gguf.json"
to.write_text(json.dumps(out, separators=(",", ":")) + "\n")
print(to.name, to.stat().st_size, "bytes; the file itself", path.stat().st_size)
