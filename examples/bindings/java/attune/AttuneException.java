package attune;

/** What the plugin refused. */
public final class AttuneException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Why, in the order of the numbers in attune.h; OTHER: of a later one. */
  public enum Reason {
    OTHER, ARGUMENT, BUSY, TOO_LARGE, MANIFEST, STORE, CLOSED, MEMORY, ABI,
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
    Reason[] known = Reason.values();
    return -status < known.length ? known[-status] : Reason.OTHER;
  }
}
