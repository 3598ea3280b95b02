"""The REST routes of Qdrant that Attune calls, over Qdrant's own engine in this process (the qdrant-edge-py wheel): for machines without Docker.

    python server.py --folder DIR --port N

Every request is translated one to one into a call of the engine. Whatever is not translated answers 501: nothing is emulated and nothing is
ignored. One thing Qdrant does above its engine and is done here: points that are named as examples are looked up in the engine, and the engine
is asked for what is nearest to their average (strategy average_vector). Writes without wait=true are refused, because a real server would apply
them later. Loopback only.
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
        if "has_id" in raw:
            return engine.HasIdCondition({point_id(one) for one in only(raw, "has_id", where="condition")["has_id"]})
        return filter_of(raw)
    only(raw, "key", "match", "range", where="condition")
    kinds = {}
    if raw.get("match") is not None:
        match = only(raw["match"], "value", "any", where="match")
        if isinstance(match.get("value"), bool):
            raise untranslated("a match of true or false, which the engine's wheel takes for a number")
        kinds["match"] = engine.MatchAny(match["any"]) if match.get("any") is not None else engine.MatchValue(match["value"])
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


def json_vector(vector):
    if isinstance(vector, dict):
        return {name: json_vector(one) for name, one in vector.items()}
    return [json_float(value) for value in vector]


def json_point(record, scored=False):
    point = {"id": json_id(record.id)}
    if scored:
        point |= {"version": record.version, "score": json_float(record.score)}
    if record.payload is not None:
        point["payload"] = record.payload
    if record.vector is not None:
        point["vector"] = json_vector(record.vector)
    return point


def like(positive, negative):
    """What Qdrant makes of examples before its engine is asked."""
    if not positive:
        raise Refused(400, "Bad request: At least one positive vector ID required with this strategy")
    p, n = ([sum(values) / len(vectors) for values in zip(*vectors)] for vectors in (positive, negative))
    return [a + (a - b) for a, b in zip(p, n)] if n else p


# ---- collections

UNNAMED = None


def named(vectors):
    return {UNNAMED: vectors} if "size" in vectors else vectors


class Collection:
    def __init__(self, shard, body):
        self.shard = shard
        self.body = body
        self.sizes = {name: vector["size"] for name, vector in named(body["vectors"]).items()}
        self.dirty = False

    def vector(self, raw, name):
        if name not in self.sizes:
            raise Refused(400, f"Wrong input: Not existing vector name error: {name}")
        if not isinstance(raw, list) or len(raw) != self.sizes[name]:
            raise Refused(400, f"Wrong input: Vector dimension error: expected dim: {self.sizes[name]}")
        return raw

    def vectors(self, raw):
        if not isinstance(raw, dict):
            return self.vector(raw, UNNAMED)
        return {name: self.vector(vector, name) for name, vector in raw.items()}

    def examples(self, ids, name):
        """The vectors of these points, one for each time that a point is named."""
        found = {json_id(one.id): one.vector for one in self.shard.retrieve(list({point_id(one) for one in ids}), False, [name])}
        for one in ids:
            if not found.get(json_id(point_id(one)), {}).get(name):
                raise Refused(404, f"Not found: No point with id {one} found")
        return [found[json_id(point_id(one))][name] for one in ids]

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
        vectors = {
            name: engine.EdgeVectorParams(size=vector["size"], distance=getattr(engine.Distance, vector["distance"]))
            for name, vector in named(body["vectors"]).items()
            if only(vector, "size", "distance", where="vectors")
        }
        graph = only(body.get("hnsw_config") or {}, "m", "payload_m", "ef_construct", where="hnsw_config")
        with self.lock:
            if name in self.collections:
                raise Refused(409, f"Wrong input: Collection `{name}` already exists!")
            settings = {"vectors": vectors.get(UNNAMED, vectors)}
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
        only(body, "points", "update_filter", "update_mode")
        points = [
            engine.Point(point_id(raw["id"]), collection.vectors(raw["vector"]), raw.get("payload"))
            for raw in body["points"]
            if only(raw, "id", "vector", "payload", where="point")
        ]
        if not points:
            raise Refused(400, "Bad request: Empty update request")
        settings = {}
        if body.get("update_filter") is not None:
            settings["condition"] = filter_of(body["update_filter"])
        if body.get("update_mode") is not None:
            modes = {"insert_only": engine.UpdateMode.InsertOnly, "update_only": engine.UpdateMode.UpdateOnly, "upsert": engine.UpdateMode.Upsert}
            settings["update_mode"] = modes[body["update_mode"]]
        collection.update(Update.upsert_points(points, **settings))
        return COMPLETED

    def set_payload(self, name, body):
        only(body, "payload", "filter")
        self.get(name).update(Update.set_payload_by_filter(filter_of(body["filter"]), body["payload"]))
        return COMPLETED

    def update_vectors(self, name, body):
        collection = self.get(name)
        only(body, "points", "update_filter")
        points = [
            engine.PointVectors(point_id(raw["id"]), collection.vectors(raw["vector"]))
            for raw in body["points"]
            if only(raw, "id", "vector", where="point")
        ]
        wanted = filter_of(body.get("update_filter"))
        try:
            collection.update(Update.update_vectors(points, **({"condition": wanted} if wanted else {})))
        except Exception as error:
            if "No point with id" in str(error):
                raise Refused(404, f"Not found: {error}") from None
            raise
        return COMPLETED

    def delete_vectors(self, name, body):
        only(body, "filter", "vector")
        self.get(name).update(Update.delete_vectors_by_filter(filter_of(body["filter"]), body["vector"]))
        return COMPLETED

    def delete(self, name, body):
        only(body, "points")
        self.get(name).update(Update.delete_points([point_id(one) for one in body["points"]]))
        return COMPLETED

    def batch(self, name, body):
        only(body, "operations")
        known = {"upsert": Engine.upsert, "set_payload": Engine.set_payload, "update_vectors": Engine.update_vectors, "delete_vectors": Engine.delete_vectors}
        done = []
        for operation in body["operations"]:
            only(operation, *known, where="operation")
            ((kind, arguments),) = operation.items()
            done.append(known[kind](self, name, arguments))
        return done

    def request(self, collection, body):
        only(body, "query", "using", "filter", "limit", "with_payload", "with_vector", "params", where="search")
        settings = only(body.get("params") or {}, "hnsw_ef", "exact", where="params")
        using = body.get("using")
        query = body.get("query")
        wanted = filter_of(body.get("filter"))
        if isinstance(query, dict):
            asked = only(only(query, "recommend", where="query")["recommend"], "positive", "negative", "strategy", where="recommend")
            if asked.get("strategy") != "average_vector":
                raise untranslated(f"the strategy {asked.get('strategy')}")
            query = like(*(collection.examples(asked.get(kind) or [], using) for kind in ("positive", "negative")))
            named = engine.HasIdCondition({point_id(one) for kind in ("positive", "negative") for one in asked.get(kind) or []})
            wanted = engine.Filter(must=[wanted] if wanted else None, must_not=[named])
        return engine.QueryRequest(
            limit=body["limit"],
            filter=wanted,
            query=None if query is None else engine.Query.Nearest(collection.vector(query, using), using=using),
            with_payload=body.get("with_payload") or False,
            with_vector=body.get("with_vector") or False,
            **({"params": engine.SearchParams(**settings)} if settings else {}),
        )

    def query(self, name, body):
        collection = self.get(name)
        return {"points": [json_point(record, scored=True) for record in collection.shard.query(self.request(collection, body))]}

    def query_batch(self, name, body):
        collection = self.get(name)
        searches = [self.request(collection, search) for search in only(body, "searches")["searches"]]
        answers = collection.shard.query_batch(engine.QueryBatchRequest(searches))
        return [{"points": [json_point(record, scored=True) for record in records]} for records in answers]

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
    ("POST", re.compile(f"{NAME}/points/batch"), Engine.batch, True),
    ("POST", re.compile(f"{NAME}/points/delete"), Engine.delete, True),
    ("POST", re.compile(f"{NAME}/points/payload"), Engine.set_payload, True),
    ("POST", re.compile(f"{NAME}/points/query"), Engine.query, False),
    ("POST", re.compile(f"{NAME}/points/query/batch"), Engine.query_batch, False),
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
