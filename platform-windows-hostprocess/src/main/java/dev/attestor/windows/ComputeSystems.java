package dev.attestor.windows;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.hcl.Quote;
import dev.attestor.input.json.Json;
import dev.attestor.windows.winapi.WinApi;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The containers of the Host Compute Service. */
final class ComputeSystems {

  /** It usually answers within milliseconds; a lookup must not wait for a hanging one. */
  private static final Duration LIMIT = Duration.ofSeconds(2);

  private static final int MAX_SYSTEMS = 10_000;
  private static final int MAX_DEPTH = 64;

  private ComputeSystems() {}

  /**
   * The IDs of the containers.
   *
   * @return empty if this Windows has no such service
   * @throws MalformedAnswerException if the service returns something other than a list of
   *     containers
   */
  static Optional<List<ContainerId>> of(WinApi windows) {
    return windows.computeSystems(LIMIT).map(ComputeSystems::parse);
  }

  /** Parses an array of objects, each with at least an {@code Id}. */
  static List<ContainerId> parse(String json) {
    JsonReader in = Json.reader(new StringReader(json), MAX_DEPTH);
    try {
      List<ContainerId> ids = new ArrayList<>();
      in.beginArray();
      while (in.hasNext()) {
        if (ids.size() == MAX_SYSTEMS) {
          throw new MalformedAnswerException("more than " + MAX_SYSTEMS + " containers");
        }
        ids.add(id(in));
      }
      in.endArray();
      if (in.peek() != JsonToken.END_DOCUMENT) {
        throw new MalformedAnswerException("something behind its end");
      }
      return ids;
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw new MalformedAnswerException(String.valueOf(e.getMessage()), e);
    }
  }

  private static ContainerId id(JsonReader in) throws IOException {
    Optional<String> id = Optional.empty();
    in.beginObject();
    while (in.hasNext()) {
      if (in.nextName().equals("Id")) {
        id = Optional.of(in.nextString());
      } else {
        in.skipValue();
      }
    }
    in.endObject();
    return id.filter(text -> !text.isEmpty())
        .map(ContainerId::new)
        .orElseThrow(() -> new MalformedAnswerException("a container without an Id"));
  }

  /** Thrown if the service's answer does not have the documented format. */
  static final class MalformedAnswerException extends RuntimeException {

    MalformedAnswerException(String what) {
      super(message(what));
    }

    MalformedAnswerException(String what, Throwable cause) {
      super(message(what), cause);
    }

    private static String message(String what) {
      return "the Host Compute Service's list of containers cannot be read: " + Quote.visible(what);
    }
  }
}
