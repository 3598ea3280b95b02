"""The REST routes of Qdrant that Attune calls, over Qdrant's own engine in this process (the qdrant-edge-py wheel): for machines without Docker.

    python server.py --folder DIR --port N

Every request is translated one to one into a call of the engine. Whatever is not translated answers 501: nothing is emulated and nothing is
ignored. Writes without wait=true are refused, because a real server would apply them later. Loopback only.
"""

import argparse
import json
import math
import os
import re
import shutil
import signal
import sys
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import qdrant_edge as engine

DIALECT = "1.18.0"
Update = engine.UpdateOperation
FLUSH_SECONDS = 2


class Refused(Exception):
    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.status = status


def untranslated(what):
    return Refused(501, f"Not translated by this server: {what}")


def only(body, *known, where="body"):
    """Refuses what would otherwise be ignored without a word."""
    if not isinstance(body, dict):
        raise Refused(400, f"Format error in JSON body: {where} must be an object")
    for key, value in body.items():
        if value is not None and key not in known:
            raise untranslated(f"{where}.{key}")
    return body


# ---- JSON to engine


def point_id(value):
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**64:
        return value
    try:
        return uuid.UUID(value)
    except (AttributeError, TypeError, ValueError):
        raise Refused(400, f"Format error in JSON body: {json.dumps(value)} is not a valid point ID") from None


def condition(raw):
    if "key" not in raw:
        raise untranslated("condition." + next(iter(raw), "{}"))
    only(raw, "key", "match", "range", where="condition")
    kinds = {}
    if raw.get("match") is not None:
        value = only(raw["match"], "value", where="match")["value"]
        if isinstance(value, bool):
            raise untranslated("a match of true or false, which the engine's wheel takes for a number")
        kinds["match"] = engine.MatchValue(value)
    if raw.get("range") is not None:
        kinds["range"] = engine.RangeFloat(**only(raw["range"], "gt", "gte", "lt", "lte", where="range"))
    return engine.FieldCondition(raw["key"], **kinds)


def filter_of(raw):
    if raw is None:
        return None
    only(raw, "must", "must_not", where="filter")
    if not raw.get("must") and not raw.get("must_not"):
        raise untranslated("an empty filter, which means everything")
    return engine.Filter(**{kind: [condition(one) for one in raw[kind]] for kind in ("must", "must_not") if raw.get(kind)})


# ---- engine to JSON


def json_id(value):
    return value if isinstance(value, int) else str(value)


def json_float(value):
    return value if math.isfinite(value) else None


def json_point(record, scored=False):
    point = {"id": json_id(record.id)}
    if scored:
        point |= {"version": record.version, "score": json_float(record.score)}
    if record.payload is not None:
        point["payload"] = record.payload
    if record.vector is not None:
        point["vector"] = [json_float(value) for value in record.vector]
    return point


# ---- collections


class Collection:
    def __init__(self, shard, body):
        self.shard = shard
        self.body = body
        self.dimensions = body["vectors"]["size"]
        self.dirty = False

    def vector(self, raw):
        if not isinstance(raw, list) or len(raw) != self.dimensions:
            raise Refused(400, f"Wrong input: Vector dimension error: expected dim: {self.dimensions}")
        return raw

    def update(self, operation):
        self.dirty = True
        self.shard.update(operation)


class Engine:
    def __init__(self, folder):
        self.folder = folder
        self.lock = threading.RLock()
        self.collections = {}
        os.makedirs(folder, exist_ok=True)
        for name in sorted(os.listdir(folder)):
            made = os.path.join(folder, name, "create.json")
            if not os.path.exists(made):
                shutil.rmtree(os.path.join(folder, name))  # its creation was interrupted
                continue
            with open(made, encoding="utf8") as file:
                body = json.load(file)
            shard = engine.EdgeShard.load(os.path.join(folder, name, "shard"))
            self.collections[unquote(name)] = Collection(shard, body)

    def get(self, name):
        if name not in self.collections:
            raise Refused(404, f"Not found: Collection `{name}` doesn't exist!")
        return self.collections[name]

    def create(self, name, body):
        only(body, "vectors", "hnsw_config", "on_disk_payload")
        vectors = only(body["vectors"], "size", "distance", where="vectors")
        graph = only(body.get("hnsw_config") or {}, "m", "payload_m", "ef_construct", where="hnsw_config")
        with self.lock:
            if name in self.collections:
                raise Refused(409, f"Wrong input: Collection `{name}` already exists!")
            distance = getattr(engine.Distance, vectors["distance"])
            settings = {"vectors": engine.EdgeVectorParams(size=vectors["size"], distance=distance)}
            if graph:
                settings["hnsw_config"] = engine.HnswIndexConfig(**({"m": 16, "ef_construct": 100, "full_scan_threshold": 10000} | graph))
            if body.get("on_disk_payload") is not None:
                settings["on_disk_payload"] = body["on_disk_payload"]
            folder = os.path.join(self.folder, quote(name, safe=""))
            os.makedirs(os.path.join(folder, "shard"))
            shard = engine.EdgeShard.create(os.path.join(folder, "shard"), engine.EdgeConfig(**settings))
            unfinished = os.path.join(folder, "create.json.tmp")
            with open(unfinished, "w", encoding="utf8") as file:
                json.dump(body, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(unfinished, os.path.join(folder, "create.json"))
            self.collections[name] = Collection(shard, body)
        return True

    def drop(self, name, _body):
        with self.lock:
            collection = self.collections.pop(name, None)
            if collection is None:
                return False
            collection.shard.close()
            shutil.rmtree(os.path.join(self.folder, quote(name, safe="")))
        return True

    def index(self, name, body):
        only(body, "field_name", "field_schema")
        schema = only(body["field_schema"], "type", "is_tenant", where="field_schema")
        kinds = {"keyword": engine.KeywordIndexParams, "integer": engine.IntegerIndexParams}
        if schema["type"] not in kinds:
            raise untranslated(f"an index of type {schema['type']}")
        params = kinds[schema["type"]](**{key: value for key, value in schema.items() if key != "type"})
        self.get(name).update(Update.create_field_index(body["field_name"], params))
        return COMPLETED

    def upsert(self, name, body):
        collection = self.get(name)
        only(body, "points", "update_filter")
        points = [
            engine.Point(point_id(raw["id"]), collection.vector(raw["vector"]), raw.get("payload"))
            for raw in body["points"]
            if only(raw, "id", "vector", "payload", where="point")
        ]
        if not points:
            raise Refused(400, "Bad request: Empty update request")
        wanted = filter_of(body.get("update_filter"))
        collection.update(Update.upsert_points(points, **({"condition": wanted} if wanted else {})))
        return COMPLETED

    def delete(self, name, body):
        only(body, "points")
        self.get(name).update(Update.delete_points([point_id(one) for one in body["points"]]))
        return COMPLETED

    def retrieve(self, name, body):
        only(body, "ids", "with_payload", "with_vector")
        ids = [point_id(one) for one in body["ids"]]
        records = self.get(name).shard.retrieve(ids, body.get("with_payload") or False, body.get("with_vector") or False)
        return [json_point(record) for record in records]

    def query(self, name, body):
        only(body, "query", "filter", "limit", "with_payload", "with_vector", "params")
        collection = self.get(name)
        settings = only(body.get("params") or {}, "hnsw_ef", "exact", where="params")
        request = engine.QueryRequest(
            limit=body["limit"],
            filter=filter_of(body.get("filter")),
            query=engine.Query.Nearest(collection.vector(body["query"])),
            with_payload=body.get("with_payload") or False,
            with_vector=body.get("with_vector") or False,
            **({"params": engine.SearchParams(**settings)} if settings else {}),
        )
        return {"points": [json_point(record, scored=True) for record in collection.shard.query(request)]}

    def count(self, name, body):
        only(body, "filter", "exact")
        return {"count": self.get(name).shard.count(engine.CountRequest(exact=body.get("exact") is not False, filter=filter_of(body.get("filter"))))}

    def flush(self):
        for collection in list(self.collections.values()):
            if collection.dirty:
                collection.dirty = False
                collection.shard.flush()

    def close(self):
        with self.lock:
            for collection in self.collections.values():
                collection.shard.flush()
                collection.shard.close()


COMPLETED = {"operation_id": None, "status": "completed"}  # always applied before the answer
NAME = r"/collections/([^/]+)"
ROUTES = [
    ("GET", re.compile(f"{NAME}/exists"), lambda at, name, _: {"exists": name in at.collections}, False),
    ("PUT", re.compile(NAME), Engine.create, False),
    ("DELETE", re.compile(NAME), Engine.drop, False),
    ("PUT", re.compile(f"{NAME}/index"), Engine.index, True),
    ("PUT", re.compile(f"{NAME}/points"), Engine.upsert, True),
    ("POST", re.compile(f"{NAME}/points/delete"), Engine.delete, True),
    ("POST", re.compile(f"{NAME}/points"), Engine.retrieve, False),
    ("POST", re.compile(f"{NAME}/points/query"), Engine.query, False),
    ("POST", re.compile(f"{NAME}/points/count"), Engine.count, False),
]


def answer(at, method, target, raw):
    url = urlsplit(target)
    parameters = dict(parse_qsl(url.query))
    if method == "GET" and url.path in ("/healthz", "/readyz"):
        return True
    for route, pattern, handle, writes in ROUTES:
        found = pattern.fullmatch(url.path)
        if route != method or not found:
            continue
        only(parameters, "wait", "timeout", where="query")
        if writes and parameters.get("wait") != "true":
            raise untranslated(f"{method} {url.path} without wait=true")
        try:
            body = json.loads(raw) if raw else {}
        except ValueError as error:
            raise Refused(400, f"Format error in JSON body: {error}") from None
        return handle(at, unquote(found.group(1)), body)
    raise untranslated(f"{method} {url.path}")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def serve(self):
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        status = 200
        try:
            if self.command == "GET" and self.path == "/":
                said = {"title": f"qdrant-edge-py {version('qdrant-edge-py')}, translated", "version": DIALECT}
            else:
                said = {"result": answer(self.server.engine, self.command, self.path, raw), "status": "ok", "time": 0}
        except Refused as error:
            status, said = error.status, {"status": {"error": str(error)}, "time": 0}
        except Exception as error:  # the engine raises bare exceptions: their text is all there is
            status, said = 400, {"status": {"error": f"Wrong input: {error}"}, "time": 0}
        body = json.dumps(said, separators=(",", ":")).encode()
        head = f"HTTP/1.1 {status} {self.responses[status][0]}\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        self.wfile.write(head.encode() + body)  # in one write: two would wait for a delayed acknowledgement

    do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = serve

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", required=True)
    parser.add_argument("--port", type=int, required=True)
    given = parser.parse_args()
    server = Server(("127.0.0.1", given.port), Handler)
    server.engine = Engine(given.folder)
    stopping = threading.Event()

    def keep_flushing():
        while not stopping.wait(FLUSH_SECONDS):
            try:
                server.engine.flush()
            except Exception as error:
                print("flush:", error, file=sys.stderr, flush=True)

    def stop(*_):
        stopping.set()
        threading.Thread(target=server.shutdown).start()

    threading.Thread(target=keep_flushing, daemon=True).start()
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    server.serve_forever(poll_interval=0.05)
    server.engine.close()


main()
