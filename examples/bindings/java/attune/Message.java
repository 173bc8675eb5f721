package attune;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a customer or an agent wrote.
 *
 * <pre>{@code
 * new Message("ticket-7", "2", "Dear customer, …")
 *     .with(Message.Field.AGENT, "tom").revision(3)
 * }</pre>
 */
public final class Message {
  /** What an agent's message is. */
  public enum Stage { DRAFT, SENT }

  /** How a text is written. */
  public enum Format { TEXT, HTML, MARKDOWN }

  /** What else may be known of a message, in the order of attune.h. */
  public enum Field {
    CUSTOMER, CUSTOMER_NAME, AGENT, AGENT_ROLE, TEAM, CHANNEL, BRAND, LOCALE,
    CONTEXT, ECHO
  }

  final String conversation;
  final String id;
  final String text;
  final Map<Field, String> known = new EnumMap<>(Field.class);
  long revision;
  long sentAtMillis;
  Stage stage = Stage.DRAFT;
  Format format = Format.TEXT;

  /** All that is required. */
  public Message(String conversation, String id, String text) {
    this.conversation = conversation;
    this.id = id;
    this.text = text;
  }

  /** Says one thing more; null: not known. */
  public Message with(Field field, String value) {
    known.put(field, value);
    return this;
  }

  /** Of a draft; grows with each edit. */
  public Message revision(long value) {
    revision = value;
    return this;
  }

  /** When it was sent, in milliseconds of Unix time; 0: now. */
  public Message sentAtMillis(long value) {
    sentAtMillis = value;
    return this;
  }

  public Message stage(Stage value) {
    stage = value;
    return this;
  }

  public Message format(Format value) {
    format = value;
    return this;
  }
}
