#!/usr/bin/env python3
"""Submits launches to a launch agent and follows them, with nothing but Python's standard library.

    python3 launch.py submit -- python3 train.py        # a command
    python3 launch.py submit spec.json --wait           # a spec, and wait for its end
    python3 launch.py submit spec.json --queue-message  # the same as a message on the storage queue
    python3 launch.py list --state running
    python3 launch.py show ID
    python3 launch.py logs -f ID
    python3 launch.py wait ID ID
    python3 launch.py stop ID

LAUNCH_API_URL is the address of the app, LAUNCH_API_KEY its function key, AZURE_STORAGE_CONNECTION_STRING the storage
account (for --queue-message alone).

Exit codes: 0 done, and of what was waited for all finished; 1 otherwise; 2 the command line is wrong.
"""

import argparse
import base64
import datetime
import email.utils
import hashlib
import hmac
import http.client
import json
import math
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
import xml.etree.ElementTree
from xml.sax.saxutils import escape

QUEUE = "run-items"
POLL_SECONDS = 25
PATIENCE_SECONDS = 60
# The account of the storage emulator Azurite, as it is documented; its key opens nothing else.
DEVELOPMENT = (
    "AccountName=devstoreaccount1;"
    "AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
    "QueueEndpoint=http://127.0.0.1:10001/devstoreaccount1"
)


class Failure(Exception):
    """What went wrong, in sentences."""


class Away(Failure):
    """Nobody answered, or the answer was to come again."""


# -- the API ----------------------------------------------------------------------------------------------------------


class Api:
    """The app's HTTP API. Everything asked of it may be asked again: a POST that creates carries a key."""

    def __init__(self, url, key):
        if not url:
            raise Failure("Where is the app? Set LAUNCH_API_URL, such as http://127.0.0.1:7071, or give --url.")
        if not url.lower().startswith(("http://", "https://")):
            raise Failure("'{}' is no address: it begins with http:// or https://, such as http://127.0.0.1:7071.".format(url))
        self.base = url.rstrip("/")
        if self.base.endswith("/api"):
            self.base = self.base[: -len("/api")]
        self.key = (key or "").strip()
        self.met = False

    def get(self, path, **query):
        query = {name: value for name, value in query.items() if value is not None}
        return self.ask("GET", path + ("?" + urllib.parse.urlencode(query) if query else ""))

    def post(self, path, body, headers=None):
        return self.ask("POST", path, json.dumps(body).encode(), headers)

    def ask(self, method, path, body=None, headers=None):
        """Asks until there is an answer: a host that was there and is being replaced is away for seconds."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return self.ask_once(method, path, body, headers)
            except Away:
                if not self.met or time.monotonic() > deadline:
                    raise
                time.sleep(1)

    def ask_once(self, method, path, body, headers):
        request = urllib.request.Request(self.base + "/api/" + path, data=body, method=method)
        request.add_header("Content-Type", "application/json")
        if self.key:
            request.add_header("x-functions-key", self.key)
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        try:
            with urllib.request.urlopen(request, timeout=POLL_SECONDS + 35) as answer:
                self.met = True
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            self.met = True
            text = error.read()
            raise (Away if error.code in (429, 502, 503, 504) else Failure)(explain(error.code, text, self.key)) from None
        except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
            reason = getattr(error, "reason", error)
            raise Away("Nothing answers at {}: {}. Is the app up, and LAUNCH_API_URL right?".format(self.base, reason)) from None
        except ValueError:
            raise Failure("What answers at {} is not the launch agent: its answer is not JSON.".format(self.base)) from None


def explain(status, text, key):
    """Sentences from an answer of application/problem+json, all its problems with it."""
    if status == 401:
        return "The function key is {}. Set LAUNCH_API_KEY, or give --key.".format("wrong" if key else "missing")
    try:
        problem = json.loads(text)
        lines = ["{} ({} {})".format(problem.get("detail") or problem["title"], status, problem["code"])]
        lines += ["  {}: {}".format(error["pointer"] or "(the whole)", error["message"]) for error in problem.get("errors") or []]
        return "\n".join(lines)
    except (ValueError, KeyError, TypeError, AttributeError):
        return "The app answered with {}{}".format(status, ": " + text.decode("utf-8", "replace")[:500] if text else ".")


# -- the storage queue ------------------------------------------------------------------------------------------------


class StorageQueue:
    """Puts messages on a queue of a storage account, by its REST interface."""

    def __init__(self, connection):
        if not connection:
            raise Failure("Which storage account? Set AZURE_STORAGE_CONNECTION_STRING, or give --connection-string.")
        if connection.strip().rstrip(";").lower() == "usedevelopmentstorage=true":
            connection = DEVELOPMENT
        parts = dict(part.split("=", 1) for part in connection.split(";") if "=" in part)
        self.account, self.key = parts.get("AccountName"), parts.get("AccountKey")
        self.signature = parts.get("SharedAccessSignature", "").lstrip("?")
        self.endpoint = parts.get("QueueEndpoint") or "{}://{}.queue.{}".format(
            parts.get("DefaultEndpointsProtocol", "https"), self.account, parts.get("EndpointSuffix", "core.windows.net")
        )
        if not (self.signature or (self.account and self.key)):
            raise Failure("The connection string has neither AccountName and AccountKey nor a SharedAccessSignature.")

    def send(self, text):
        """Answers the id of the message."""
        body = "<QueueMessage><MessageText>{}</MessageText></QueueMessage>".format(escape(text)).encode()
        url = "{}/{}/messages".format(self.endpoint.rstrip("/"), QUEUE)
        headers = {"Content-Type": "application/xml", "x-ms-date": email.utils.formatdate(usegmt=True), "x-ms-version": "2021-12-02"}
        if self.signature:
            url += "?" + self.signature
        else:
            headers["Authorization"] = self.authorization(url, headers, len(body))
        try:
            with urllib.request.urlopen(urllib.request.Request(url, data=body, headers=headers, method="POST"), timeout=60) as answer:
                return xml.etree.ElementTree.fromstring(answer.read()).findtext(".//MessageId")
        except urllib.error.HTTPError as error:
            raise Failure("The message was not sent: " + self.reason(error)) from None
        except OSError as error:
            raise Failure("The message was not sent: {} at {}".format(getattr(error, "reason", error), self.endpoint)) from None

    def authorization(self, url, headers, length):
        """The signature that storage calls Shared Key."""
        own = "".join("{}:{}\n".format(name, headers[name]) for name in sorted(headers) if name.startswith("x-ms-"))
        resource = "/{}{}".format(self.account, urllib.parse.urlsplit(url).path)
        text = "POST\n\n\n{}\n\n{}\n\n\n\n\n\n\n{}{}".format(length, headers["Content-Type"], own, resource)
        digest = hmac.new(base64.b64decode(self.key), text.encode(), hashlib.sha256).digest()
        return "SharedKey {}:{}".format(self.account, base64.b64encode(digest).decode())

    @staticmethod
    def reason(error):
        text = error.read()
        try:
            answer = xml.etree.ElementTree.fromstring(text)
            return "{} ({} {})".format((answer.findtext("Message") or "").split("\n")[0], error.code, answer.findtext("Code"))
        except xml.etree.ElementTree.ParseError:
            return "{} {}".format(error.code, error.reason)


# -- what is shown ----------------------------------------------------------------------------------------------------


def describe(launch):
    """One launch for people."""
    lines = ["{}  {}  {}".format(launch["id"], launch["state"], launch.get("name") or "")]
    if launch.get("reason"):
        until = launch["reason"].get("until")
        lines.append("  why: {}{}".format(launch["reason"]["message"], " Until {}.".format(until) if until else ""))
    lines += ["  {}: {}".format(name, launch[name]) for name in ("queue", "author", "attempt", "exit_code", "next_attempt_at") if launch.get(name) is not None]
    if launch.get("result") is not None:
        lines.append("  result: {}".format(json.dumps(launch["result"])))
    if launch.get("error"):
        lines.append("  error: {} ({})".format(launch["error"]["message"], launch["error"]["code"]))
    lines += ["  {}: {}".format(problem["pointer"] or "(the whole)", problem["message"]) for problem in launch.get("problems") or []]
    lines += ["  warning: {}".format(warning["message"]) for warning in launch.get("warnings") or []]
    lines += ["  {}  {}".format(entry["at"], entry["state"]) for entry in launch.get("history") or []]
    return "\n".join(lines)


def age(launch):
    """How long ago it was made: 5s, 3m, 2h, 4d."""
    made = datetime.datetime.strptime(launch["created_at"][:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=datetime.timezone.utc)
    seconds = max(0, int((datetime.datetime.now(datetime.timezone.utc) - made).total_seconds()))
    for unit, name in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= unit:
            return "{}{}".format(seconds // unit, name)
    return "{}s".format(seconds)


def as_text(value):
    return json.dumps(value, indent=2)


# -- the commands -----------------------------------------------------------------------------------------------------


def submit(options):
    spec = read_spec(options)
    if options.queue_message:
        if options.wait or options.follow:
            raise Failure("--wait and --follow need the launch's id, which a queue message does not tell. Leave out --queue-message.")
        print("message " + StorageQueue(options.connection_string).send(json.dumps(spec)))
        return 0

    api = Api(options.url, options.key)
    # With a key of its own, a request whose answer was lost can be sent again and is still one launch.
    headers = {} if isinstance(spec, dict) and spec.get("idempotency_key") else {"Idempotency-Key": "launch.py-" + uuid.uuid4().hex}
    launch = api.post("launches", spec, headers)
    print(as_text(launch) if options.json else launch["id"])
    sys.stdout.flush()
    if options.follow:
        copy_output(api, launch["id"], wait_seconds=POLL_SECONDS)
    return wait_for(api, [launch["id"]], None) if options.wait or options.follow else 0


def once(members):
    """The members of a JSON object, each of which stands there once: json would take the last and not say so."""
    found = {}
    for name, value in members:
        if name in found:
            raise ValueError("the name {} stands twice in one object".format(json.dumps(name)))
        found[name] = value
    return found


def read_spec(options):
    spec = {}
    if options.spec and options.command:
        raise Failure("Give a spec or a command, not both.")
    if options.spec:
        try:
            with sys.stdin if options.spec == "-" else open(options.spec, encoding="utf-8") as file:
                spec = json.load(file, object_pairs_hook=once)
        except OSError as error:
            raise Failure("{}: {}".format(options.spec, error.strerror)) from None
        except ValueError as error:
            raise Failure("{} is not JSON: {}".format(options.spec, error)) from None
        if not isinstance(spec, dict):
            raise Failure("{} is not a JSON object.".format(options.spec))
        if "items" in spec:
            raise Failure("{} holds several specs. Submit each by itself, or POST them to /api/launches with curl.".format(options.spec))
    elif options.command:
        spec = {"command": options.command}
    else:
        raise Failure("Give a spec, or a command after --.")

    for name in ("name", "queue", "priority", "idempotency_key"):
        if getattr(options, name) is not None:
            spec[name] = getattr(options, name)
    if options.working_dir is not None:
        spec["working_dir"] = os.path.abspath(options.working_dir)
    if options.config is not None:
        try:
            spec["config"] = json.loads(options.config)
        except ValueError as error:
            raise Failure("--config is not JSON: {}".format(error)) from None
    if options.max_retries is not None:
        spec["retry"] = dict(spec.get("retry") or {}, max_retries=options.max_retries)
    for pair in options.env or []:
        name, separator, value = pair.partition("=")
        if not separator:
            raise Failure("--env wants NAME=VALUE, not '{}'.".format(pair))
        spec["env"] = dict(spec.get("env") or {}, **{name: value})
    return spec


def list_launches(options):
    api = Api(options.url, options.key)
    shown, token = [], None
    # A page may be short and still not be the last.
    while len(shown) < options.limit:
        page = api.get(
            "launches", queue=options.queue, state=options.state, author=options.author, tag=options.tag,
            idempotency_key=options.idempotency_key, limit=min(500, options.limit - len(shown)), page_token=token,
        )
        shown += page["items"]
        token = page["next_page_token"]
        if token is None:
            break
    if options.json:
        print(as_text(shown))
        return 0
    for launch in shown:
        print("{}  {:>4}  {:<14}  {:<12}  {}".format(launch["id"], age(launch), launch["state"], launch["queue"], launch.get("name") or ""))
    if not shown:
        print("No launches.", file=sys.stderr)
    return 0


def show(options):
    launch = Api(options.url, options.key).get("launches/" + quoted(options.id))
    print(as_text(launch) if options.json else describe(launch))
    return 0


def wait(options):
    return wait_for(Api(options.url, options.key), options.ids, options.timeout)


def wait_for(api, ids, timeout):
    """Waits until all have ended; 0 when all finished."""
    deadline = None if timeout is None else time.monotonic() + timeout
    pending, bad = list(dict.fromkeys(ids)), 0
    while pending:
        left = POLL_SECONDS if deadline is None else max(0, min(POLL_SECONDS, deadline - time.monotonic()))
        answer = api.post("launches/wait", {"ids": pending, "return_when": "first_completed", "timeout_seconds": math.ceil(left)})
        for launch in answer["done"]:
            error = launch.get("error")
            print("{}  {}{}".format(launch["id"], launch["state"], "  " + error["message"] if error else ""), file=sys.stderr)
            bad += launch["state"] != "finished"
        sys.stderr.flush()
        pending = answer["pending"]
        if pending and deadline is not None and time.monotonic() >= deadline:
            raise Failure("Still running after {:g} s: {}".format(timeout, " ".join(pending)))
    return 1 if bad else 0


def logs(options):
    copy_output(Api(options.url, options.key), options.id, options.attempt, POLL_SECONDS if options.follow else None)
    return 0


def copy_output(api, launch_id, attempt=None, wait_seconds=None):
    """Prints the output that is there; with wait_seconds, until nothing can follow."""
    after, complete = None, False
    while not complete:
        page = api.get("launches/{}/logs".format(quoted(launch_id)), attempt=attempt, after=after, wait_seconds=wait_seconds)
        for line in page["lines"]:
            print(line["text"], file=sys.stderr if line["stream"] == "stderr" else sys.stdout, flush=True)
        after = page["next_after"] or after
        complete = page["complete"] or (wait_seconds is None and not page["lines"])


def stop(options):
    launch = Api(options.url, options.key).post("launches/{}/stop".format(quoted(options.id)), {"force": True} if options.force else {})
    print("{}  {}".format(launch["id"], launch["state"]))
    return 0


def quoted(text):
    if not text:
        raise Failure("The launch's id is empty. 'list' shows the newest launches with their ids.")
    return urllib.parse.quote(text, safe="")


# -- the command line -------------------------------------------------------------------------------------------------


def count(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1, not " + text)
    return number


def parser():
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--url", default=os.environ.get("LAUNCH_API_URL"), help="the app's address (LAUNCH_API_URL)")
    common.add_argument("--key", default=os.environ.get("LAUNCH_API_KEY"), help="its function key (LAUNCH_API_KEY)")
    whole = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = whole.add_subparsers(dest="what", metavar="COMMAND", required=True)

    def command(name, does, function):
        one = commands.add_parser(name, help=does, description=does, parents=[common])
        one.set_defaults(function=function)
        return one

    one = command("submit", "Submit a spec, or a command after --, and print the launch's id.", submit)
    one.add_argument("spec", nargs="?", help="file with a launch spec; - for the standard input")
    one.add_argument("--name", help="a name for people")
    one.add_argument("--queue", help="the run queue (default)")
    one.add_argument("--priority", choices=["critical", "high", "medium", "low"])
    one.add_argument("--working-dir", metavar="FOLDER", help="where the command runs; made absolute")
    one.add_argument("--config", metavar="JSON", help="what the command finds in LAUNCH_CONFIG")
    one.add_argument("--env", action="append", metavar="NAME=VALUE", help="an environment variable; again for more")
    one.add_argument("--max-retries", type=int, metavar="N", help="attempts after the first")
    one.add_argument("--idempotency-key", metavar="KEY", help="names the same launch whenever it is submitted")
    one.add_argument("--wait", action="store_true", help="wait for its end; exit code 0 if it finished")
    one.add_argument("--follow", "-f", action="store_true", help="print its output as it is written, and wait")
    one.add_argument("--json", action="store_true", help="print the launch as JSON")
    one.add_argument("--queue-message", action="store_true", help="put it on the storage queue instead of POSTing it")
    one.add_argument("--connection-string", default=os.environ.get("AZURE_STORAGE_CONNECTION_STRING"), metavar="TEXT",
                     help="the storage account, for --queue-message (AZURE_STORAGE_CONNECTION_STRING)")

    one = command("list", "List the newest launches.", list_launches)
    for name, does in (("queue", "of this run queue"), ("state", "in this state"), ("author", "of this author"), ("tag", "with this tag"),
                       ("idempotency-key", "first to use this key")):
        one.add_argument("--" + name, help=does)
    one.add_argument("--limit", type=count, default=20, help="at most so many (20)")
    one.add_argument("--json", action="store_true", help="as JSON")

    one = command("show", "Show one launch.", show)
    one.add_argument("id")
    one.add_argument("--json", action="store_true", help="as JSON, with everything")

    one = command("wait", "Wait until launches have ended. Exit code 0: all finished.", wait)
    one.add_argument("ids", nargs="+", metavar="id")
    one.add_argument("--timeout", type=float, metavar="SECONDS", help="give up after this time, with exit code 1")

    one = command("logs", "Print the output of a launch.", logs)
    one.add_argument("id")
    one.add_argument("--follow", "-f", action="store_true", help="go on until it has ended, over all attempts")
    one.add_argument("--attempt", type=int, metavar="N", help="of this attempt alone (all of them)")

    one = command("stop", "Ask a launch to stop.", stop)
    one.add_argument("id")
    one.add_argument("--force", action="store_true", help="leave out the grace")
    return whole


def main(arguments):
    # What follows -- is the command, whatever it looks like.
    after = arguments.index("--") if "--" in arguments else len(arguments)
    options = parser().parse_args(arguments[:after])
    options.command = arguments[after + 1 :]
    if options.command and options.what != "submit":
        parser().error("only submit takes a command after --")
    try:
        return options.function(options)
    except Failure as failure:
        print("launch.py: {}".format(failure), file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read the output has gone; nothing more is to be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
