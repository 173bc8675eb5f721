'use strict';

/**
 * Attune for Node: a thin layer over attune.so, by koffi.
 *
 *     const attune = require('attune');
 *     const plugin = attune.open('/etc/attune/plugin.manifest');
 *     plugin.incoming('ticket-7', '1', 'My parcel came broken.');
 *     const review = plugin.review('ticket-7', '2', 'As per our policy, no.');
 *     await plugin.close();
 *
 * What else attune.h knows of a message is in the object behind it: {agent:
 * 'tom', revision: 3}. What may wait (query, drain, close) is a promise.
 * Workers may each open the same manifest. ATTUNE_LIBRARY names the object.
 */

const {promisify} = require('util');
const koffi = require('koffi');

const ABI = 1;
const STAGES = {draft: 0, sent: 1};
const FORMATS = {text: 0, html: 1, markdown: 2};
const ACTIONS = {shown: 0, accepted: 1, edited: 2, dismissed: 3, muted: 4};
const STATES = {resolved: 0, reopened: 1, erased: 2};
const CODES = [ // by status, turned positive
  'OK', 'ARGUMENT', 'BUSY', 'TOO_LARGE', 'MANIFEST', 'STORE', 'CLOSED',
  'MEMORY', 'ABI', 'SPACE', 'TIMEOUT',
];
const [CLOSED, SPACE] = [-6, -9];
const DOCUMENT = 20480; // is always enough for read and review
const MORE = [
  'customer', 'customer_name', 'agent', 'agent_role', 'team', 'channel',
  'brand', 'locale', 'context', 'echo',
];
const STRINGS = new Set([
  'manifest', 'conversation', 'id', 'suggestion', 'rule', 'reason', ...MORE,
]);

const path = process.env.ATTUNE_LIBRARY || 'attune.so';
const library = koffi.load(path);
const [string, handle] = ['const char *', 'void *'];
const options = koffi.struct({
  struct_size: 'size_t', manifest: string, log: 'void *', log_user: 'void *',
});
const message = koffi.struct({
  struct_size: 'size_t', conversation: string, id: string,
  revision: 'uint64_t', stage: 'int32_t', format: 'int32_t',
  text: 'const uint8_t *', text_size: 'size_t', sent_at_ms: 'int64_t',
  ...Object.fromEntries(MORE.map((name) => [name, string])),
});
const outcome = koffi.struct({
  struct_size: 'size_t', conversation: string, suggestion: string,
  action: 'int32_t', rule: string, agent: string, reason: string,
});
const change = koffi.struct({
  struct_size: 'size_t', conversation: string, state: 'int32_t',
  at_ms: 'int64_t',
});

const room = ['_Out_ uint8_t *', 'size_t', koffi.inout('size_t *')];
const {pointer} = koffi;
const bind = (name, ...types) =>
  library.func(`attune_${name}`, 'int32_t', types);
const call = {
  open: bind('open', pointer(options), koffi.out('void **')),
  incoming: bind('incoming', handle, pointer(message)),
  outgoing: bind('outgoing', handle, pointer(message)),
  feedback: bind('feedback', handle, pointer(outcome)),
  conversation: bind('conversation', handle, pointer(change)),
  read: bind('read', handle, pointer(message), ...room),
  review: bind('review', handle, pointer(message), ...room),
  reload: bind('reload', handle, ...room),
  stats: bind('stats', handle, ...room),
  query: bind('query', handle, string, ...room),
  drain: bind('drain', handle, 'uint32_t'),
  close: bind('close', handle, 'uint32_t'),
};
const strerror = library.func('attune_strerror', string, ['int32_t']);
if (library.func('attune_abi', 'uint32_t', [])() !== ABI)
  throw new Error(`${path} has another ABI than ${ABI}`);

/** What the plugin refused: code 'BUSY' and the like, status as attune.h. */
class AttuneError extends Error {
  constructor(status, text) {
    super(text || strerror(status));
    this.name = 'AttuneError';
    this.status = status;
    this.code = CODES[-status];
  }
}

function check(status, text) {
  if (status < 0) throw new AttuneError(status, text);
}

function number(table, name) {
  if (!Object.hasOwn(table, name)) throw new RangeError(`unknown: ${name}`);
  return table[name];
}

function wrongType(name, wanted, value) {
  const given = typeof value === 'number' ? value : typeof value;
  return new TypeError(`${name} must be ${wanted}, not ${given}`);
}

function checkText(name, value) {
  if (typeof value !== 'string') throw wrongType(name, 'a string', value);
}

/** C would cut a name or id off at a NUL. */
function checkName(name, value) {
  checkText(name, value);
  if (value.includes('\0')) throw new TypeError(`a NUL in ${name}`);
}

/** koffi would keep the lowest 64 bits of a longer one. */
function checkInteger(name, value) {
  if (!Number.isSafeInteger(value) && typeof value !== 'bigint')
    throw wrongType(name, 'an integer', value);
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) !== value)
    throw new RangeError(`${name} has more than 64 bits`);
}

/** koffi takes a number for an address, and ends the process on others. */
function struct(type, given) {
  const made = {};
  for (const [name, value] of Object.entries(given)) {
    number(type.members, name); // knows no others
    if (value == null) continue;
    (STRINGS.has(name) ? checkName : checkInteger)(name, value);
    made[name] = value;
  }
  return Object.assign(made, {struct_size: koffi.sizeof(type)});
}

function said(conversation, id, text, more = {}) {
  checkText('text', text);
  const bytes = Buffer.from(text);
  return Object.assign(struct(message, {
    ...more, conversation, id,
    stage: number(STAGES, more.stage ?? 'draft'),
    format: number(FORMATS, more.format ?? 'text'),
  }), {
    text: bytes.length ? bytes : Buffer.alloc(1), text_size: bytes.length,
  });
}

/** reload tells of problems by lines, query by JSON, others not at all. */
function told(status, buffer) {
  const text = buffer.toString('utf8', 0, buffer.indexOf(0));
  check(status, status < 0 && text.startsWith('{') ?
    JSON.parse(text).error : text);
  return text;
}

function document(name, ...given) {
  for (const size = [DOCUMENT]; ;) { // figures may grow between two calls
    const buffer = Buffer.alloc(size[0] + 1);
    const status = call[name](...given, buffer, buffer.length, size);
    if (status !== SPACE) return told(status, buffer);
  }
}

async function documentLater(name, ...given) {
  for (const size = [DOCUMENT]; ;) {
    const buffer = Buffer.alloc(size[0] + 1);
    const status = await promisify(call[name].async)(...given, buffer,
      buffer.length, size);
    if (status !== SPACE) return told(status, buffer);
  }
}

function milliseconds(deadline) {
  if (typeof deadline !== 'number' || Number.isNaN(deadline))
    throw wrongType('the deadline', 'a number', deadline);
  return Math.min(Math.max(0, Math.trunc(deadline)), 2 ** 32 - 1);
}

async function wait(name, plugin, deadline) {
  check(await promisify(call[name].async)(plugin, deadline));
}

class Attune {
  #handle = null;

  constructor(manifest) {
    const out = [null];
    check(call.open(struct(options, {manifest}), out));
    this.#handle = out[0];
  }

  /** The number may still be open for somebody else: not to be passed on. */
  get #open() { return this.#handle ?? check(CLOSED); }

  /** Hands over what a customer wrote. */
  incoming(conversation, id, text, more) {
    check(call.incoming(this.#open, said(conversation, id, text, more)));
  }

  /** Hands over an agent's draft, or with {stage: 'sent'} an answer. */
  outgoing(conversation, id, text, more) {
    check(call.outgoing(this.#open, said(conversation, id, text, more)));
  }

  /** What validation.prompted would say, now. readJson: as it came. */
  read(...given) { return JSON.parse(this.readJson(...given)); }
  readJson(...given) { return document('read', this.#open, said(...given)); }

  /** What rewrite.suggested would say, now. reviewJson: as it came. */
  review(...given) { return JSON.parse(this.reviewJson(...given)); }
  reviewJson(...more) { return document('review', this.#open, said(...more)); }

  /** Tells what the agent did: one of ACTIONS; more: rule, agent, reason. */
  feedback(conversation, suggestion, action, more = {}) {
    check(call.feedback(this.#open, struct(outcome, {
      ...more, conversation, suggestion, action: number(ACTIONS, action),
    })));
  }

  /** Tells what became of a conversation: one of STATES. */
  conversation(conversation, state, atMs = 0) {
    check(call.conversation(this.#open, struct(change, {
      conversation, state: number(STATES, state), at_ms: atMs,
    })));
  }

  /** Reads the manifest again; its problems are the error's message. */
  reload() { document('reload', this.#open); }

  /** The figures of this process as OpenMetrics text. */
  stats() { return document('stats', this.#open); }

  /** An administrator's question: {what: 'rules', team: 'billing'}. */
  async query(question) {
    const request = JSON.stringify(question);
    return JSON.parse(await documentLater('query', this.#open, request));
  }

  /** Waits, in milliseconds, until all is analysed and sent. */
  async drain(deadline = 5000) {
    await wait('drain', this.#open, milliseconds(deadline));
  }

  /** Ends it: what waits is sent within the deadline. Again: fine. */
  async close(deadline = 2000) {
    const until = milliseconds(deadline);
    const closing = this.#handle;
    this.#handle = null;
    if (closing) await wait('close', closing, until);
  }
}

Object.assign(exports, {
  Attune, AttuneError, open: (manifest) => new Attune(manifest),
  version: library.func('attune_version', string, [])(),
});
