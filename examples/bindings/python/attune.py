"""Attune for Python: a thin layer over attune.so, by ctypes.

    import attune

    with attune.open("/etc/attune/plugin.manifest") as plugin:
        plugin.incoming("ticket-7", "1", "My parcel came broken.")
        review = plugin.review("ticket-7", "2", "As per our policy, no.")

What else attune.h knows of a message is a keyword: agent="tom", revision=3. Any
thread may call at any time, and a forked child may use what its parent opened.
ATTUNE_LIBRARY names the shared object.
"""

import ctypes
import json
import operator
import os

STAGES = {"draft": 0, "sent": 1}
FORMATS = {"text": 0, "html": 1, "markdown": 2}
ACTIONS = {"shown": 0, "accepted": 1, "edited": 2, "dismissed": 3, "muted": 4}
STATES = {"resolved": 0, "reopened": 1, "erased": 2}


class Error(Exception):
    """What the plugin refused; status is the number of attune.h."""

    def __init__(self, status, detail=""):
        super().__init__(detail or _library.attune_strerror(status).decode())
        self.status = status


class ArgumentError(Error, ValueError):
    """An argument is missing, out of range or too large."""


class BusyError(Error, BlockingIOError):
    """The queue is full: again in a moment."""


class ManifestError(Error):
    """The manifest has problems: in the message, or on standard error."""


class ClosedError(Error):
    """The plugin was closed."""


class Timeout(Error, TimeoutError):
    """The deadline passed before all was done."""


_MANIFEST, _CLOSED, _SPACE = -4, -6, -9
_ERRORS = {-1: ArgumentError, -2: BusyError, -3: ArgumentError,
           _MANIFEST: ManifestError, _CLOSED: ClosedError, -10: Timeout}

_SIZE, _POINTER, _TEXT = ctypes.c_size_t, ctypes.c_void_p, ctypes.c_char_p
_INT, _LONG = ctypes.c_int32, ctypes.c_int64


def _struct(**fields):
    """A struct of attune.h: its size, which is its version, comes first."""
    fields = [("struct_size", _SIZE), *fields.items()]
    kind = type("_Struct", (ctypes.Structure,), {"_fields_": fields})
    return lambda *values: kind(ctypes.sizeof(kind), *values)


_Options = _struct(manifest=_TEXT, log=_POINTER, log_user=_POINTER)
_Message = _struct(
    conversation=_TEXT, id=_TEXT, revision=_LONG, stage=_INT, format=_INT,
    text=_TEXT, text_size=_SIZE, sent_at_ms=_LONG, customer=_TEXT,
    customer_name=_TEXT, agent=_TEXT, agent_role=_TEXT, team=_TEXT,
    channel=_TEXT, brand=_TEXT, locale=_TEXT, context=_TEXT, echo=_TEXT)
_Outcome = _struct(conversation=_TEXT, suggestion=_TEXT, action=_INT,
                   rule=_TEXT, agent=_TEXT, reason=_TEXT)
_Change = _struct(conversation=_TEXT, state=_INT, at_ms=_LONG)

_path = os.environ.get("ATTUNE_LIBRARY", "attune.so")
_library = ctypes.CDLL(_path)
# What only hands over is back sooner than the GIL could be given and taken.
_quick = ctypes.PyDLL(_path)
for _names, _types in (
        ("incoming outgoing feedback conversation", [_POINTER, _POINTER]),
        ("read review", [_POINTER, _POINTER, _TEXT, _SIZE, _POINTER]),
        ("reload stats", [_POINTER, _TEXT, _SIZE, _POINTER]),
        ("query", [_POINTER, _TEXT, _TEXT, _SIZE, _POINTER]),
        ("drain close", [_POINTER, ctypes.c_uint32])):
    for _name in _names.split():
        getattr(_library, "attune_" + _name).argtypes = _types
        getattr(_quick, "attune_" + _name).argtypes = _types
_library.attune_strerror.restype = _TEXT
_library.attune_version.restype = _TEXT
if _library.attune_abi() != 1:
    raise ImportError(f"{_path} has another ABI than 1", path=_path)
version = _library.attune_version().decode()


def _check(status, detail=""):
    if status < 0:
        raise _ERRORS.get(status, Error)(status, detail)


def _number(names, name):
    try:
        return names[name]
    except KeyError:
        raise ValueError(f"{name!r} is none of {', '.join(names)}") from None


def _utf8(text):
    if not isinstance(text, str):
        raise TypeError(f"a str is wanted, not {type(text).__name__}")
    return text.encode("utf-8", "replace")


def _whole(name):
    """A name or id for C, where a NUL would cut it off silently."""
    if 0 in name:
        raise ValueError("a NUL in a name or id")
    return name


def _name(text):
    return None if text is None else _whole(_utf8(text))


def _integer(number):
    """ctypes would keep the lowest 64 bits of a longer one."""
    number = operator.index(number)
    if not -2**63 <= number < 2**63:
        raise OverflowError("an integer of more than 64 bits")
    return number


def _milliseconds(seconds):
    return min(max(0, int(seconds * 1000.0)), 2**32 - 1)


def _message(conversation, id, text, *, revision=0, stage="draft",
             format="text", sent_at_ms=0, customer=None, customer_name=None,
             agent=None, agent_role=None, team=None, channel=None, brand=None,
             locale=None, context=None, echo=None):
    text = _utf8(text)
    return ctypes.byref(_Message(
        _name(conversation), _name(id), _integer(revision),
        _number(STAGES, stage), _number(FORMATS, format), text, len(text),
        _integer(sent_at_ms),
        *map(_name, (customer, customer_name, agent, agent_role, team, channel,
                     brand, locale, context, echo))))


def _document(function, *arguments):
    size, status = _SIZE(20480), _SPACE  # always enough for read and review
    while status == _SPACE:  # figures may grow between two calls
        buffer = ctypes.create_string_buffer(size.value + 1)
        status = function(*arguments, buffer, len(buffer), ctypes.byref(size))
    text = buffer.value.decode()
    if status < 0 and text.startswith("{"):  # of query; of reload: lines
        text = json.loads(text)["error"]
    _check(status, text)
    return text


class Attune:
    """An open plugin; close it, or use it in a with statement."""

    def __init__(self, manifest):
        handle = ctypes.c_void_p()
        options = ctypes.byref(_Options(_whole(os.fsencode(manifest))))
        _check(_library.attune_open(options, ctypes.byref(handle)))
        self._open = handle

    @property
    def _handle(self):
        # The number may be open for somebody else: not to be passed on.
        return self._open or _check(_CLOSED)

    def incoming(self, *message, **fields):
        """Hands over what a customer wrote: conversation, id, text."""
        _check(_quick.attune_incoming(self._handle,
                                      _message(*message, **fields)))

    def outgoing(self, *message, **fields):
        """Hands over an agent's draft, or with stage="sent" an answer."""
        _check(_quick.attune_outgoing(self._handle,
                                      _message(*message, **fields)))

    def read(self, *message, parse=json.loads, **fields):
        """What validation.prompted would say, now. parse=str: as it came."""
        return parse(_document(_library.attune_read, self._handle,
                               _message(*message, **fields)))

    def review(self, *message, parse=json.loads, **fields):
        """What rewrite.suggested would say, now. parse=str: as it came."""
        return parse(_document(_library.attune_review, self._handle,
                               _message(*message, **fields)))

    def feedback(self, conversation, suggestion, action, *, rule=None,
                 agent=None, reason=None):
        """Tells what the agent did: one of ACTIONS."""
        outcome = _Outcome(_name(conversation), _name(suggestion),
                           _number(ACTIONS, action),
                           *map(_name, (rule, agent, reason)))
        _check(_quick.attune_feedback(self._handle, ctypes.byref(outcome)))

    def conversation(self, conversation, state, at_ms=0):
        """Tells what became of a conversation: a state of STATES."""
        change = _Change(_name(conversation), _number(STATES, state),
                         _integer(at_ms))
        _check(_quick.attune_conversation(self._handle, ctypes.byref(change)))

    def reload(self):
        """Reads the manifest again; its problems are the error's message."""
        _document(_library.attune_reload, self._handle)

    def stats(self):
        """The figures of this process as OpenMetrics text."""
        return _document(_library.attune_stats, self._handle)

    def query(self, *, parse=json.loads, **question):
        """An administrator's question: what="rules", team="billing"."""
        return parse(_document(_library.attune_query, self._handle,
                               json.dumps(question).encode()))

    def drain(self, deadline=5.0):
        """Waits, in seconds, until all is analysed and sent."""
        _check(_library.attune_drain(self._handle, _milliseconds(deadline)))

    def close(self, deadline=2.0):
        """Ends it: what waits is sent within so many seconds. Again: fine."""
        handle, self._open = self._open, None
        if handle:
            _check(_library.attune_close(handle, _milliseconds(deadline)))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


open = Attune
