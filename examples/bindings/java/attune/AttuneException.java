package attune;

/** What the plugin refused. */
public final class AttuneException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why; the order is that of the numbers in attune.h. */
  public enum Reason {
    NONE, ARGUMENT, BUSY, TOO_LARGE, MANIFEST, STORE, CLOSED, MEMORY, ABI,
    SPACE, TIMEOUT
  }

  private final int status;

  AttuneException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The number of attune.h, negative. */
  public int status() {
    return status;
  }

  /** Why, for a switch: BUSY alone may do in a moment. */
  public Reason reason() {
    return Reason.values()[-status];
  }
}
