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
 * 'tom', revision: 3}. What may wait (drain, close) is a promise. Workers may
 * each open the same manifest. ATTUNE_LIBRARY names the shared object.
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
const STRINGS = [
  'customer', 'customer_name', 'agent', 'agent_role', 'team', 'channel',
  'brand', 'locale', 'context', 'echo',
];

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
  ...Object.fromEntries(STRINGS.map((name) => [name, string])),
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

/** A name or id for C, where a NUL would cut it off silently. */
function named(value = null) {
  if (/\0/.test(value)) throw new TypeError('a NUL in a name or id');
  return value;
}

function struct(type, given, names) {
  const made = {struct_size: koffi.sizeof(type), ...given};
  for (const name of names) made[name] = named(made[name]);
  for (const name in made) number(type.members, name); // knows no others
  return made;
}

function said(conversation, id, text, more = {}) {
  const bytes = Buffer.from(text);
  return struct(message, {
    revision: 0, sent_at_ms: 0, ...more, conversation, id,
    stage: number(STAGES, more.stage ?? 'draft'),
    format: number(FORMATS, more.format ?? 'text'),
    text: bytes.length ? bytes : Buffer.alloc(1), text_size: bytes.length,
  }, ['conversation', 'id', ...STRINGS]);
}

function document(name, ...given) {
  for (const size = [DOCUMENT]; ;) { // figures may grow between two calls
    const buffer = Buffer.allocUnsafe(size[0] + 1);
    const status = call[name](...given, buffer, buffer.length, size);
    if (status === SPACE) continue;
    const text = buffer.toString('utf8', 0, buffer.indexOf(0));
    check(status, name === 'reload' && text);
    return text;
  }
}

async function later(name, ...given) {
  check(await promisify(call[name].async)(...given));
}

class Attune {
  #handle = null;

  constructor(manifest) {
    const out = [null];
    check(call.open(struct(options, {manifest}, ['manifest']), out));
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
    }, ['conversation', 'suggestion', 'rule', 'agent', 'reason'])));
  }

  /** Tells what became of a conversation: one of STATES. */
  conversation(conversation, state, atMs = 0) {
    check(call.conversation(this.#open, struct(change, {
      conversation, state: number(STATES, state), at_ms: atMs,
    }, ['conversation'])));
  }

  /** Reads the manifest again; its problems are the error's message. */
  reload() { document('reload', this.#open); }

  /** The figures of this process as OpenMetrics text. */
  stats() { return document('stats', this.#open); }

  /** Waits, in milliseconds, until all is analysed and sent. */
  async drain(deadline = 5000) { await later('drain', this.#open, deadline); }

  /** Ends it: what waits is sent within the deadline. Again: fine. */
  async close(deadline = 2000) {
    const closing = this.#handle;
    this.#handle = null;
    if (closing) await later('close', closing, deadline);
  }
}

Object.assign(exports, {
  Attune, AttuneError, open: (manifest) => new Attune(manifest),
  version: library.func('attune_version', string, [])(),
});
