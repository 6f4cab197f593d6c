# Triton's official client against our server, as its users call it: health, metadata, statistics, inference with raw tensors, as
# JSON, with pictures and with labels, and the errors that it raises. Prints what it found as one line of JSON.
#   python triton_client.py HOST:PORT MODEL PICTURE
import json
import sys

import numpy as np
import tritonclient.http as http
from tritonclient.utils import InferenceServerException

address, model, picture = sys.argv[1:]
client = http.InferenceServerClient(address, concurrency=4)
row = np.sin(np.arange(3 * 32 * 32, dtype=np.float32)).reshape(1, 3, 32, 32)


def infer(array, datatype="FP32", binary_in=True, binary_out=True, classes=0, name="logits"):
    tensor = http.InferInput("input", list(array.shape), datatype)
    tensor.set_data_from_numpy(array, binary_data=binary_in)
    output = http.InferRequestedOutput(name, binary_data=binary_out, class_count=classes)
    return client.infer(model, [tensor], outputs=[output], request_id="mine")


def refusal(call):
    try:
        call()
    except InferenceServerException as error:
        return error.message()
    return None


binary = infer(row)
tensor = http.InferInput("input", [1, 3, 32, 32], "FP32")
tensor.set_data_from_numpy(row)
together = client.async_infer(model, [tensor])
labels = infer(row, classes=2).as_numpy("logits").ravel()
files = np.array([open(picture, "rb").read()] * 2, dtype=object)

print(json.dumps({
    "live": client.is_server_live(),
    "ready": client.is_server_ready(),
    "modelReady": client.is_model_ready(model),
    "versionReady": client.is_model_ready(model, "1"),
    "absentReady": client.is_model_ready("absent"),
    "server": client.get_server_metadata(),
    "metadata": client.get_model_metadata(model),
    "index": client.get_model_repository_index(),
    "config": client.get_model_config(model),
    "versionConfig": client.get_model_config(model, "1"),
    "load": refusal(lambda: client.load_model("other")),
    "id": binary.get_response()["id"],
    "binary": binary.as_numpy("logits").tolist(),
    "json": infer(row, binary_in=False, binary_out=False).as_numpy("logits").tolist(),
    "async": together.get_result().as_numpy("logits").tolist(),
    "labels": [label.decode() for label in labels],
    "pictures": infer(files, "BYTES").as_numpy("logits").tolist(),
    "unknownModel": refusal(lambda: client.infer("absent", [tensor])),
    "wrongShape": refusal(lambda: infer(row[:, :, :16])),
    "wrongType": refusal(lambda: infer(row.astype(np.int32), "INT32")),
    "unknownOutput": refusal(lambda: infer(row, name="absent")),
    "statistics": client.get_inference_statistics(model, "1"),
    "allStatistics": client.get_inference_statistics(),
}))
