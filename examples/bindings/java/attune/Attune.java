package attune;

import attune.Native.Struct;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Attune for Java: a thin layer over attune.so, by JNA.
 *
 * <pre>{@code
 * try (Attune plugin = new Attune("/etc/attune/plugin.manifest")) {
 *   plugin.incoming(new Message("ticket-7", "1", "My parcel came broken."));
 *   String json = plugin.review(
 *       new Message("ticket-7", "2", "As per our policy, no."));
 * }
 * }</pre>
 *
 * <p>Any thread may call at any time. ATTUNE_LIBRARY names the shared object.
 * What the plugin refuses is an {@link AttuneException}.
 */
public final class Attune implements AutoCloseable {
  /** What an agent did with a suggestion. */
  public enum Action { SHOWN, ACCEPTED, EDITED, DISMISSED, MUTED }

  /** What became of a conversation. */
  public enum State { RESOLVED, REOPENED, ERASED }

  private static final int CLOSED = -6;
  private static final int SPACE = -9;
  private static final int DOCUMENT = 20480; // enough for read and review

  private final AtomicReference<Pointer> handle;

  /** Opens the plugin with a manifest. */
  public Attune(String manifest) {
    PointerByReference out = new PointerByReference();
    Memory options = new Struct(32).add(manifest).pack();
    check(Native.attune_open(options, out));
    Reference.reachabilityFence(options);
    handle = new AtomicReference<>(out.getValue());
  }

  /** The plugin's version. */
  public static String version() {
    return Native.attune_version();
  }

  /** Hands over what a customer wrote. */
  public void incoming(Message message) {
    handOver(Native::attune_incoming, pack(message));
  }

  /** Hands over an agent's draft, or with Stage.SENT an answer. */
  public void outgoing(Message message) {
    handOver(Native::attune_outgoing, pack(message));
  }

  /** What validation.prompted would say, now, as JSON. */
  public String read(Message message) {
    Memory struct = pack(message);
    return document((plugin, room, capacity, size) ->
        Native.attune_read(plugin, struct, room, capacity, size));
  }

  /** What rewrite.suggested would say, now, as JSON. */
  public String review(Message message) {
    Memory struct = pack(message);
    return document((plugin, room, capacity, size) ->
        Native.attune_review(plugin, struct, room, capacity, size));
  }

  /** Tells what the agent did; rule, agent and reason may be null. */
  public void feedback(String conversation, String suggestion, Action action,
      String rule, String agent, String reason) {
    handOver(Native::attune_feedback, new Struct(56).add(conversation)
        .add(suggestion).add(action.ordinal()).add(rule).add(agent).add(reason)
        .pack());
  }

  /** Tells what became of a conversation, now. */
  public void conversation(String conversation, State state) {
    conversation(conversation, state, 0);
  }

  /** Tells what became of it, and when in milliseconds of Unix time; 0: now. */
  public void conversation(String conversation, State state, long atMillis) {
    handOver(Native::attune_conversation, new Struct(32).add(conversation)
        .add(state.ordinal()).add(atMillis).pack());
  }

  /** Reads the manifest again; its problems are the exception's message. */
  public void reload() {
    document(Native::attune_reload);
  }

  /** The figures of this process as OpenMetrics text. */
  public String stats() {
    return document(Native::attune_stats);
  }

  /**
   * Answers an administrator's question, JSON in and JSON out: see attune.h.
   * What is wrong with it is the exception's message, as JSON too.
   */
  public String query(String question) {
    return document((plugin, room, capacity, size) ->
        Native.attune_query(plugin, question, room, capacity, size));
  }

  /** Waits until all is analysed and sent, at most so long. */
  public void drain(Duration deadline) {
    check(Native.attune_drain(open(), milliseconds(deadline)));
  }

  /** Ends it: what waits is sent within two seconds. Again: fine. */
  @Override
  public void close() {
    close(Duration.ofSeconds(2));
  }

  /** Ends it: what waits is sent within the deadline. Again: fine. */
  public void close(Duration deadline) {
    Pointer closing = handle.getAndSet(null);
    if (closing != null) {
      check(Native.attune_close(closing, milliseconds(deadline)));
    }
  }

  private interface HandOver {
    int call(Pointer plugin, Pointer struct);
  }

  private interface Document {
    int call(Pointer plugin, Pointer room, long capacity, LongByReference size);
  }

  /** The number may still be open for somebody else: not to be passed on. */
  private Pointer open() {
    Pointer plugin = handle.get();
    if (plugin == null) {
      check(CLOSED);
    }
    return plugin;
  }

  private static int milliseconds(Duration deadline) {
    long all = Math.min(deadline.toSeconds(), Integer.MAX_VALUE / 1000) * 1000
        + deadline.toMillisPart();
    return (int) Math.max(0, all);
  }

  private static void check(int status) {
    if (status < 0) {
      throw new AttuneException(status, Native.attune_strerror(status));
    }
  }

  private static Memory pack(Message message) {
    byte[] text = message.text.getBytes(StandardCharsets.UTF_8);
    Struct struct = new Struct(144).add(message.conversation).add(message.id)
        .add(message.revision)
        .add(message.stage.ordinal(), message.format.ordinal())
        .add(text).add(text.length).add(message.sentAtMillis);
    for (Message.Field field : Message.Field.values()) {
      struct.add(message.known.get(field));
    }
    return struct.pack();
  }

  private void handOver(HandOver function, Memory struct) {
    check(function.call(open(), struct));
    Reference.reachabilityFence(struct);
  }

  private String document(Document function) {
    LongByReference size = new LongByReference(DOCUMENT);
    while (true) { // figures may grow between two calls
      Memory room = new Memory(size.getValue() + 1);
      room.setByte(0, (byte) 0);
      int status = function.call(open(), room, room.size(), size);
      if (status != SPACE) {
        String text = room.getString(0, "UTF-8");
        if (status < 0 && !text.isEmpty()) { // of reload and query
          throw new AttuneException(status, text);
        }
        check(status);
        return text;
      }
    }
  }
}
