"""Runs once in a kernel, before anything else of a run: environment, working folder, and the journal of what the kernel says.

Everything the kernel sends is also a line of the journal, a file beside the run's files. A WebSocket may drop, and a server may leave out
messages that come too fast; the journal has them all, in order, also when the kernel died right after.
"""

import inspect
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import threading

JOURNALLED = {
    "stream", "display_data", "update_display_data", "execute_result", "error", "clear_output", "status", "execute_input", "execute_reply",
}
PART = 8 * 1024 * 1024
root = os.getcwd()
_gate = threading.Lock()
_journal = None
_current = None


def begin(kernel, settings):
    """Opens the journal, unpacks what was uploaded, and sets what a script sees."""
    global _journal
    session = kernel.session
    if _journal is None:
        _journal = open(os.path.join(root, settings["journal"]), "a", encoding="utf-8")
        _watch(session)
        _execute_once(kernel)
    if settings["archive"]:
        _unpack(settings["archive"])
    os.environ.update(settings["variables"])
    for name, path in settings["paths"].items():
        os.environ[name] = os.path.join(root, path)
    for folder in settings["folders"]:
        os.makedirs(os.path.join(root, folder), exist_ok=True)
    # It may have looked for its folder already.
    tempfile.tempdir = None
    sys.path.insert(0, os.environ["PYTHONPATH"])
    folder = os.path.join(root, settings["folder"])
    os.chdir(folder)
    sys.path.insert(0, folder)


def script(command):
    """Runs a program as the process twin would, and tells its exit status; an interrupt ends it and all it started."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    try:
        _pump(process)
        status = process.wait()
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    _tell("exit", {"status": status if status >= 0 else 128 - status})


def pack(folder):
    """Archives a folder into parts beside the journal and tells how many there are."""
    archive = os.path.join(root, "out.tar.gz")
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(folder, arcname=".")
    parts = 0
    with open(archive, "rb") as whole:
        while True:
            content = whole.read(PART)
            if not content:
                break
            with open(os.path.join(root, f"out-{parts}.part"), "wb") as part:
                part.write(content)
            parts += 1
    _tell("packed", {"parts": parts, "bytes": os.path.getsize(archive)})
    os.remove(archive)


def clean():
    """Removes what the run has put here; the server removes the folder itself."""
    os.chdir("/")
    for entry in os.scandir(root):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path, ignore_errors=True)
        elif entry.name != "journal.ndjson":
            os.remove(entry.path)


def _unpack(name):
    with tarfile.open(os.path.join(root, name), "r:gz") as tar:
        tar.extractall(root)
    os.remove(os.path.join(root, name))


def _pump(process):
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ, sys.stdout)
        selector.register(process.stderr, selectors.EVENT_READ, sys.stderr)
        rest = {}
        while selector.get_map():
            # A descendant that left the group may hold a pipe open; the script itself has ended then.
            ready = selector.select(timeout=1)
            if not ready and process.poll() is not None:
                break
            for key, _ in ready:
                content = os.read(key.fd, 65536)
                if not content:
                    selector.unregister(key.fileobj)
                text = rest.pop(key.fd, b"") + content
                # A character may be split between two reads.
                whole = text if not content else text[: text.rfind(b"\n") + 1] or (text if len(text) > 65536 else b"")
                if len(whole) < len(text):
                    rest[key.fd] = text[len(whole):]
                key.data.write(whole.decode("utf-8", "replace"))
                key.data.flush()
        for content in rest.values():
            sys.stdout.write(content.decode("utf-8", "replace"))


def _watch(session):
    send = session.send

    def tell(*arguments, **named):
        message = send(*arguments, **named)
        if message and message["header"]["msg_type"] in JOURNALLED:
            _write(message["header"]["msg_type"], message["parent_header"].get("msg_id", ""), message["content"])
        return message

    session.send = tell


def _execute_once(kernel):
    # A request that is sent again, because the connection dropped around it, is executed once.
    seen = set()
    original = kernel.shell_handlers["execute_request"]

    async def once(*arguments):
        global _current
        request = arguments[-1]["header"]["msg_id"]
        if request in seen:
            return
        seen.add(request)
        _current = request
        answer = original(*arguments)
        if inspect.isawaitable(answer):
            await answer

    kernel.shell_handlers["execute_request"] = once


def _tell(kind, content):
    _write("twinyard." + kind, _current or "", content)


def _write(kind, parent, content):
    line = json.dumps({"type": kind, "parent": parent, "content": content}, default=str)
    with _gate:
        _journal.write(line + "\n")
        _journal.flush()
