"""Parse compiled pipelines as a packaged backend does; run with an interpreter that sees its messages alone.

Reads a JSON list of documents from standard input, each a list of one or two: the pipeline and what only Kubernetes
understands. The messages of kfp-kubernetes are loaded as a file, since its package would import all of kfp.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

from google.protobuf import json_format
from kfp.pipeline_spec import pipeline_spec_pb2

for entry in map(Path, sys.path):
    messages = entry / "kfp" / "kubernetes" / "kubernetes_executor_config_pb2.py"
    if messages.is_file():
        spec = importlib.util.spec_from_file_location("kubernetes_executor_config_pb2", messages)
        assert spec is not None
        assert spec.loader is not None
        kubernetes = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(kubernetes)
        break

for document, *platform in json.load(sys.stdin):
    json_format.ParseDict(document, pipeline_spec_pb2.PipelineSpec())
    for one in platform:
        for settings in one["platforms"]["kubernetes"]["deploymentSpec"]["executors"].values():
            json_format.ParseDict(settings, kubernetes.KubernetesExecutorConfig())
print("parsed")
