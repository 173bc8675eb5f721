import attune.Attune;
import attune.AttuneException;
import attune.Message;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a customer's message and reviews an answer to it.
 *
 * <pre>
 * javac -cp jna.jar -sourcepath . -d classes Example.java
 * ATTUNE_LIBRARY=build/attune.so java -cp jna.jar:classes Example MANIFEST
 * </pre>
 *
 * <p>The JDK has no reader of JSON, so that two patterns stand in for yours.
 */
final class Example {
  private static final Pattern FEELING =
      Pattern.compile("\"feeling\":\"([a-z]+)\".*?\"heat\":(\\d)");
  private static final Pattern MATCH = Pattern.compile(
      "\\{\"rule\":\"([a-z-]+)\",\"level\".*?\"utf16\":\\[(\\d+),(\\d+)\\]");
  private static final Pattern SUGGESTION =
      Pattern.compile("\"suggestion\":\"(\\w+)\"");

  private Example() {}

  public static void main(String[] arguments) {
    try (Attune plugin = new Attune(arguments[0])) {
      Message asked = new Message("ticket-7", "1",
          "Third time I write: my parcel NL-48213 has not come!")
          .with(Message.Field.CUSTOMER_NAME, "Marta");
      plugin.incoming(asked);
      // For once the answer follows at once.
      plugin.drain(Duration.ofSeconds(5));

      Matcher reading = FEELING.matcher(plugin.read(asked));
      if (reading.find()) {
        System.out.printf("feels %s, heat %s%n", reading.group(1),
            reading.group(2));
      }

      String draft =
          "We apologize for any inconvenience. Unfortunately you must wait.";
      String review = plugin.review(new Message("ticket-7", "2", draft)
          .with(Message.Field.AGENT, "tom"));
      Matcher match = MATCH.matcher(review);
      while (match.find()) { // Java counts UTF-16 units
        System.out.printf("%s: '%s'%n", match.group(1), draft.substring(
            Integer.parseInt(match.group(2)),
            Integer.parseInt(match.group(3))));
      }
      Matcher suggestion = SUGGESTION.matcher(review);
      if (suggestion.find()) {
        plugin.feedback("ticket-7", suggestion.group(1), Attune.Action.SHOWN,
            null, "tom", null);
      }

      try {
        plugin.incoming(new Message("ticket-7", "", "Hello?"));
      } catch (AttuneException mistake) {
        System.out.println("refused: " + mistake.getMessage());
      }
    }
  }
}
