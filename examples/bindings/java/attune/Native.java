package attune;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The functions of attune.h, and memory for its structs. JNA's Structure would
 * do the latter too, by reflection at each call.
 */
final class Native {
  private static final int ABI = 1;

  static {
    String path = System.getenv().getOrDefault("ATTUNE_LIBRARY", "attune.so");
    com.sun.jna.Native.register(Native.class, NativeLibrary.getInstance(
        path, Map.of(Library.OPTION_STRING_ENCODING, "UTF-8")));
    if (attune_abi() != ABI) {
      throw new UnsatisfiedLinkError(path + ": another ABI than " + ABI);
    }
  }

  private Native() {}

  static native int attune_abi();

  static native String attune_version();

  static native String attune_strerror(int status);

  static native int attune_open(Pointer options, PointerByReference out);

  static native int attune_incoming(Pointer handle, Pointer message);

  static native int attune_outgoing(Pointer handle, Pointer message);

  static native int attune_feedback(Pointer handle, Pointer outcome);

  static native int attune_conversation(Pointer handle, Pointer change);

  static native int attune_read(Pointer handle, Pointer message, Pointer json,
      long capacity, LongByReference size);

  static native int attune_review(Pointer handle, Pointer message,
      Pointer json, long capacity, LongByReference size);

  static native int attune_reload(Pointer handle, Pointer report,
      long capacity, LongByReference size);

  static native int attune_stats(Pointer handle, Pointer text, long capacity,
      LongByReference size);

  static native int attune_query(Pointer handle, String question, Pointer json,
      long capacity, LongByReference size);

  static native int attune_drain(Pointer handle, int deadline);

  static native int attune_close(Pointer handle, int deadline);

  /** Lays a struct out, its size first and what it points to behind it. */
  static final class Struct {
    private final byte[][] strings;
    private final long[] numbers;
    private int fields = 1;
    private int text;

    Struct(int size) {
      numbers = new long[size / 8];
      strings = new byte[numbers.length][];
      numbers[0] = size;
    }

    /** Eight bytes. */
    Struct add(long value) {
      numbers[fields++] = value;
      return this;
    }

    /** Two fields of four bytes each; little endian. */
    Struct add(int first, int second) {
      return add(first | (long) second << 32);
    }

    /** A name or id, where C would cut it off silently at a NUL. */
    Struct add(String value) {
      if (value == null) {
        return add(0);
      }
      if (value.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("a NUL in a name or id");
      }
      return add(value.getBytes(StandardCharsets.UTF_8));
    }

    Struct add(byte[] bytes) {
      strings[fields++] = bytes;
      text += bytes.length + 1;
      return this;
    }

    Memory pack() {
      Memory memory = new Memory(numbers.length * 8L + text);
      memory.clear();
      memory.write(0, numbers, 0, numbers.length);
      long at = numbers.length * 8L;
      for (int i = 0; i < strings.length; i++) {
        if (strings[i] != null) {
          memory.write(at, strings[i], 0, strings[i].length);
          memory.setPointer(i * 8L, memory.share(at));
          at += strings[i].length + 1;
        }
      }
      return memory;
    }
  }
}
