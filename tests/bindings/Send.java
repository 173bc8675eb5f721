import attune.Attune;
import attune.AttuneException;
import attune.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Sends the messages by the Java binding: Send MANIFEST MESSAGES OUT, with the
 * messages in plain form. Java does not fork: two threads hand over what is the
 * parent's and the child's.
 */
final class Send {
  private static final StringBuilder errors = new StringBuilder();

  private Send() {}

  private static Map<String, String> fields(String line) {
    Map<String, String> fields = new HashMap<>();
    for (String field : line.split(" ")) {
      int equals = field.indexOf('=');
      fields.put(field.substring(0, equals), new String(
          Base64.getDecoder().decode(field.substring(equals + 1)),
          StandardCharsets.UTF_8));
    }
    return fields;
  }

  private static String upper(String name) {
    return name.toUpperCase(Locale.ROOT);
  }

  private static Message message(Map<String, String> fields) {
    Message message = new Message(fields.get("conversation"),
        fields.get("id"), fields.get("text"))
        .revision(Long.parseLong(fields.getOrDefault("revision", "0")))
        .sentAtMillis(Long.parseLong(fields.getOrDefault("sent_at_ms", "0")))
        .stage(Message.Stage.valueOf(
            upper(fields.getOrDefault("stage", "draft"))))
        .format(Message.Format.valueOf(
            upper(fields.getOrDefault("format", "text"))));
    for (Message.Field field : Message.Field.values()) {
      message.with(field, fields.get(field.name().toLowerCase(Locale.ROOT)));
    }
    return message;
  }

  private static void handOver(Attune plugin, List<Map<String, String>> calls,
      String process) {
    for (Map<String, String> call : calls) {
      if (!call.get("process").equals(process)) {
        continue;
      }
      if (call.get("call").equals("incoming")) {
        plugin.incoming(message(call));
      } else {
        plugin.outgoing(message(call));
      }
    }
  }

  private static String wrong(String name, Runnable mistake) {
    String told = "accepted";
    String message = "";
    try {
      mistake.run();
    } catch (AttuneException error) {
      told = String.valueOf(error.status());
      message = error.getMessage();
    } catch (IllegalArgumentException error) {
      told = "refused";
    }
    errors.append(name).append(' ').append(told).append('\n');
    return message;
  }

  private static void fill(String manifest, String text) {
    try (Attune full = new Attune(manifest)) {
      for (int i = 0; i < 1000000; i++) {
        full.incoming(new Message("full", String.valueOf(i), text));
      }
    }
  }

  private static void breakManifest(String manifest) {
    try (Attune broken = new Attune(manifest + ".reload")) {
      Files.copy(Path.of(manifest + ".wrong"), Path.of(manifest + ".reload"),
          StandardCopyOption.REPLACE_EXISTING);
      broken.reload();
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }

  private static void mistakes(Attune plugin, String manifest, String text) {
    wrong("missing", () -> new Attune(manifest + ".none"));
    wrong("mistaken", () -> new Attune(manifest + ".wrong"));
    wrong("no id", () -> plugin.incoming(new Message("c", "", "text")));
    wrong("nul", () -> plugin.incoming(new Message("c\0d", "1", "text")));
    wrong("large", () -> plugin.incoming(
        new Message("c", "1", "x".repeat(70000))));
    wrong("time", () -> plugin.incoming(
        new Message("c", "1", "text").sentAtMillis(-1)));
    wrong("revision", () -> plugin.incoming(
        new Message("c", "1", "text").revision(1L << 62)));
    wrong("action", () -> plugin.conversation("", Attune.State.RESOLVED));
    wrong("at", () -> plugin.conversation("c", Attune.State.RESOLVED, -1));
    wrong("path", () -> new Attune(manifest + "\0"));
    wrong("full", () -> fill(manifest + ".full", text));
    if (!wrong("reload", () -> breakManifest(manifest)).contains("warmth")
        || !wrong("question", () -> plugin.query(
            "{\"what\":\"letter\",\"id\":\"none\"}")).contains("letter")) {
      throw new IllegalStateException("it is not said what is wrong");
    }
  }

  private static long cost(String manifest, String text) {
    long[] taken = new long[2000];
    try (Attune quiet = new Attune(manifest)) {
      for (int i = 0; i < taken.length; i++) {
        long before = System.nanoTime();
        quiet.incoming(new Message("cost-" + i, "1", text));
        taken[i] = System.nanoTime() - before;
      }
      quiet.drain(Duration.ofSeconds(10));
    }
    Arrays.sort(taken);
    return taken[taken.length / 2];
  }

  public static void main(String[] arguments)
      throws IOException, InterruptedException {
    String manifest = arguments[0];
    Path out = Path.of(arguments[2]);
    List<Map<String, String>> calls = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(arguments[1]))) {
      calls.add(fields(line));
    }

    Attune plugin = new Attune(manifest);
    List<String> documents = new ArrayList<>();
    for (Map<String, String> call : calls) {
      documents.add(call.get("call").equals("incoming")
          ? plugin.read(message(call)) : plugin.review(message(call)));
    }
    Files.write(out.resolve("documents"), documents);
    Thread other = new Thread(() -> handOver(plugin, calls, "1"));
    other.start();
    handOver(plugin, calls, "0");
    other.join();

    plugin.feedback("odd-nul", "sug_x", Attune.Action.DISMISSED, "canned",
        null, "no");
    plugin.conversation("odd-nul", Attune.State.RESOLVED);
    plugin.drain(Duration.ofSeconds(5));
    plugin.reload();
    if (!plugin.stats().contains("action=\"dismissed\"")) {
      throw new IllegalStateException(plugin.stats());
    }

    Files.writeString(out.resolve("answer"),
        plugin.query("{\"what\":\"settings\",\"team\":\"billing\"}"));

    String text = calls.get(calls.size() - 1).get("text");
    mistakes(plugin, manifest, text);
    Files.writeString(out.resolve("cost"),
        cost(manifest + ".quiet", text) + "\n");
    plugin.close();
    plugin.close();
    wrong("closed", () -> plugin.incoming(new Message("c", "1", "text")));
    Files.writeString(out.resolve("errors"), errors.toString());
    Attune left = new Attune(manifest + ".quiet"); // and open
    left.incoming(new Message("c", "1", "text"));
  }
}
