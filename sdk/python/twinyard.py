"""What a Twinyard script sees: ``import twinyard as ty``. Standard library only.

Reads go to the server with the permissions of the workflow's role. Everything written is an output of the run and takes
effect, all or nothing, when the script has ended well. The C# SDK offers the same calls.
"""

import gzip
import http.client
import json
import os
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import zipfile

__all__ = [
    "TwinyardError", "bar", "bucket", "evaluation", "event", "input", "line", "log", "metric", "model", "object", "output", "publish",
    "register_model", "report", "result", "run_id", "scatter", "secret", "sql", "table",
]

_LARGEST_RESULT = 64 * 1024
_LARGEST_OUTPUTS = 64 * 1024
_run = os.environ.get("TWINYARD_RUN_ID", "local")
_output = os.path.abspath(os.environ.get("TWINYARD_OUTPUT", "twinyard-output"))
_reports = 0
_outputs = {}


class TwinyardError(Exception):
    """What a script asked for could not be done. ``code`` is the server's stable code, or empty."""

    def __init__(self, message, code=""):
        super().__init__(message)
        self.code = code


class Record(dict):
    """A JSON object whose members are attributes too: ``ty.event.detail.day``."""

    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"There is no {name} here; there are {', '.join(self) or 'no members'}.") from None


def _read_file(variable):
    path = os.environ.get(variable)
    if not path or not os.path.exists(path):
        return Record()
    with open(path, encoding="utf-8") as file:
        return json.load(file, object_hook=Record)


run_id = _run
#: The triggering event's envelope, or an empty object.
event = _read_file("TWINYARD_EVENT")
#: The input given by hand or by the manifest, or an empty object.
input = _read_file("TWINYARD_INPUT")


def sql(statement, parameters=(), maximum_rows=100_000):
    """Rows of one SQL statement over the warehouse, as a list of dictionaries. Parameters are positional: ``?``."""
    answer = _json("POST", "warehouse/query", {"sql": statement, "parameters": list(parameters), "maximumRows": maximum_rows})
    if answer.get("truncated"):
        raise TwinyardError(f"The query has more than {maximum_rows} rows. Aggregate in SQL, add a LIMIT, or give a larger maximum_rows.")
    names = [column["name"] for column in answer["columns"]]
    # 2.0 may come as 2; a table that infers its columns' types must not take it for a whole number.
    real = [column.get("type") in ("DOUBLE", "FLOAT") for column in answer["columns"]]
    return [
        Record((name, float(value) if is_real and type(value) is int else value) for name, value, is_real in zip(names, row, real))
        for row in answer["rows"]
    ]


def metric(name, value, unit="", namespace=None, **dimensions):
    """A datapoint of a metric, in the namespace ``workflows/<workflow>`` unless another is given."""
    datum = {"name": name, "value": float(value), "unit": unit, "dimensions": {key: str(text) for key, text in dimensions.items()}}
    if namespace:
        datum["namespace"] = namespace
    _append("metrics.ndjson", [datum])


class table:
    """A table of the warehouse that this run appends to. It is made when it is missing, with types inferred from the rows."""

    def __init__(self, name):
        self.name = name

    def append(self, rows):
        """Rows are dictionaries; one dictionary is one row."""
        _append(f"tables/{self.name}.ndjson", [rows] if isinstance(rows, dict) else rows)


def publish(detail_type, detail, source=None, resources=()):
    """An event for the bus. Its source is ``script.<workflow>`` unless another is given; ``twinyard.`` is reserved."""
    entry = {"detailType": detail_type, "detail": detail, "resources": list(resources)}
    if source:
        entry["source"] = source
    _append("events.ndjson", [entry])


def result(value):
    """What the run has to say for itself, up to 64 KiB of JSON; kept on its record."""
    content = _dump(value).encode()
    if len(content) > _LARGEST_RESULT:
        raise TwinyardError(f"The result has {len(content)} bytes; {_LARGEST_RESULT} are kept. Put the rest into a table or a bucket.")
    _write("result.json", content)


def output(name, value):
    """Gives a value to the steps that need this one; up to 64 KiB of JSON for all of a step's values together. Given again, the last counts."""
    content = _dump({**_outputs, name: value}).encode()
    if len(content) > _LARGEST_OUTPUTS:
        raise TwinyardError(f"The outputs of this step have {len(content)} bytes; {_LARGEST_OUTPUTS} are given on. Put the rest into a table or a bucket, and give its name.")
    _write("step.json", content)
    _outputs[name] = value


def secret(name):
    """The value of a secret that the manifest names under ``secrets``. In what the run says it is masked."""
    given = dict(pair.split("=", 1) for pair in os.environ.get("TWINYARD_SECRETS", "").split())
    default = "TWINYARD_SECRET_" + name.upper().replace("-", "_").replace(".", "_")
    value = os.environ.get(given.get(name, default))
    if value is None:
        raise TwinyardError(f"The run has no secret '{name}'. Name it in the manifest: secrets: [{name}]. The development twin gives none; outside a run, set the variable {default}.")
    return value


def log(text):
    """A line of the run's log."""
    print(text, flush=True)


def report(title, rows=(), charts=(), text="", topic=None):
    """A report: text, a table, charts. It is emailed to the topic, or to the topics that the workflow's manifest names."""
    global _reports
    rows = list(rows)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    _reports += 1
    content = {
        "title": title, "text": text, "columns": columns, "rows": [[row.get(column) for column in columns] for row in rows],
        "charts": list(charts),
    }
    if topic:
        content["topic"] = topic
    _write(f"reports/{_reports}/report.json", _dump(content).encode())


def line(rows, x, y, series=None, title=None):
    """A line chart of two columns; ``series`` is a column whose values name one line each."""
    return _chart("line", rows, x, y, series, title)


def bar(rows, x, y, series=None, title=None):
    """A bar chart of two columns."""
    return _chart("bar", rows, x, y, series, title)


def scatter(rows, x, y, series=None, title=None):
    """A scatter chart of two columns."""
    return _chart("scatter", rows, x, y, series, title)


class bucket:
    """A bucket: reads see what is there now; puts take effect when the script has ended well."""

    def __init__(self, name):
        self.name = name
        self._path = f"buckets/{_quote(name)}/objects"

    def list(self, prefix=""):
        """Objects whose key begins with the prefix: key, version, size."""
        found, after = [], None
        while True:
            query = {"prefix": prefix} | ({"after": after} if after else {})
            page = _json("GET", f"{self._path}?{urllib.parse.urlencode(query)}")
            found += [Record(item) for item in page["items"]]
            after = page.get("next")
            if not after:
                return found

    def read(self, key, version=None):
        """The content. Where the key ends with ``.gz`` it is unpacked on the way."""
        query = f"?version={_quote(version)}" if version else ""
        content = _send("GET", f"{self._path}/{urllib.parse.quote(key)}{query}")
        return gzip.decompress(content) if key.endswith(".gz") else content

    def put(self, key, content):
        _write(f"objects/{self.name}/{key}", content.encode() if isinstance(content, str) else content)


def object(bucket_name, key, version=None):
    """The content of one object: ``ty.object("turbofan", "fd001/train.txt")``."""
    return bucket(bucket_name).read(key, version)


def model(name, version):
    """Downloads a model version's bundle. ``version`` is a number or an alias. Gives name, version and folder."""
    number = version
    if not str(version).isdigit():
        aliases = _json("GET", f"models/{_quote(name)}")["aliases"]
        pairs = aliases.items() if isinstance(aliases, dict) else [(entry.get("alias") or entry.get("name"), entry["version"]) for entry in aliases]
        number = dict(pairs).get(version)
        if number is None:
            raise TwinyardError(f"Model {name} has no version or alias {version}. See `twinyard model list`.")
    folder = tempfile.mkdtemp(prefix="model-")
    archive = os.path.join(folder, ".bundle.zip")
    with open(archive, "wb") as file:
        file.write(_send("GET", f"models/{_quote(name)}/versions/{number}/bundle"))
    with zipfile.ZipFile(archive) as bundle:
        bundle.extractall(folder)
    os.remove(archive)
    return Record(name=name, version=int(number), folder=folder)


def register_model(name, folder, description="", aliases=(), datasets=(), metrics=None):
    """Registers a bundle as the next version of a model when the script has ended well."""
    for parent, _, files in os.walk(folder):
        for file in files:
            path = os.path.join(parent, file)
            with open(path, "rb") as content:
                _write(f"models/{name}/{os.path.relpath(path, folder)}", content.read())
    registration = {"description": description, "aliases": list(aliases), "datasets": list(datasets), "metrics": metrics or {}}
    _write(f"models/{name}/registration.json", _dump(registration).encode())


def evaluation(model_name, version, dataset, rows, metrics):
    """How a version did on a dataset; ``rows`` is how many labelled rows were evaluated."""
    _append("evaluations.ndjson", [{"model": model_name, "version": version, "dataset": dataset, "rows": rows, "metrics": metrics}])


def _chart(kind, rows, x, y, series, title):
    groups = {}
    for row in rows:
        if row[x] is not None and row[y] is not None:
            group = groups.setdefault(str(row[series]) if series else y, ([], []))
            group[0].append(row[x] if isinstance(row[x], (int, float)) else str(row[x]))
            group[1].append(float(row[y]))
    return {
        "kind": kind, "title": title or f"{y} by {x}", "xLabel": x, "yLabel": y,
        "series": [{"name": name, "x": xs, "y": ys} for name, (xs, ys) in groups.items()],
    }


def _prepare(name):
    path = os.path.abspath(os.path.join(_output, name))
    if not path.startswith(_output + os.sep):
        raise TwinyardError(f'{name} would lie outside the output folder. Use a name without "..".')
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


def _write(name, content):
    with open(_prepare(name), "wb") as file:
        file.write(content)


def _append(name, rows):
    lines = [_dump(row) + "\n" for row in rows]
    with open(_prepare(name), "a", encoding="utf-8") as file:
        file.writelines(lines)


def _dump(value):
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_plain)
    except ValueError as error:
        raise TwinyardError(f"This cannot be written: outputs hold finite numbers only. {error}") from None


def _plain(value):
    # NumPy's numbers are numbers; everything else that JSON does not know, such as a date, is its text.
    return value.item() if hasattr(value, "item") else str(value)


def _quote(text):
    return urllib.parse.quote(str(text), safe="")


def _json(method, path, body=None):
    content = _send(method, path, body)
    try:
        return json.loads(content)
    except ValueError:
        raise TwinyardError(f"{method} {path}: the answer is not JSON. Is TWINYARD_ENDPOINT a Twinyard server?") from None


def _send(method, path, body=None):
    endpoint, token = os.environ.get("TWINYARD_ENDPOINT"), os.environ.get("TWINYARD_TOKEN")
    if not endpoint or not token:
        raise TwinyardError(
            "This call needs the server, and the script runs outside a run: TWINYARD_ENDPOINT or TWINYARD_TOKEN is not set. "
            "Start it as a workflow, or set both.")
    request = urllib.request.Request(
        f"{endpoint.rstrip('/')}/api/v1/{path}", method=method, data=None if body is None else _dump(body).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"})
    # Proxies of the machine are no business of a call to the own environment.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request) as response:
            return response.read()
    except urllib.error.HTTPError as error:
        raise _refusal(error, method, path) from None
    except (OSError, http.client.HTTPException) as error:
        raise TwinyardError(f"The server at {endpoint} did not answer {method} {path}: {getattr(error, 'reason', error)}") from error


def _refusal(error, method, path):
    try:
        problem = json.loads(error.read())
    except (ValueError, OSError, http.client.HTTPException):
        problem = None
    if not isinstance(problem, dict):
        # Something else than the server's own API answered; its status is still worth telling.
        problem = {}
    text = f"{method} {path}: {error.code}: {problem.get('detail', error.reason)} {problem.get('remedy', '')}".strip()
    return TwinyardError(text, problem.get("code", ""))
