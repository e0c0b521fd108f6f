package dev.attestor.podsapi;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.attestor.core.pod.PodBuilder;
import dev.attestor.core.pod.PodList;
import dev.attestor.core.pod.PodListBudget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The messages of {@code v1alpha1.Pods}, read in one pass from gRPC's own buffers. Requests have no
 * fields.
 */
final class Messages {

  /** What a watch tells. */
  enum Kind {
    /** A pod that was there at the start of the watch, is new, or has changed. */
    POD,
    /** All pods that were there at the start have been told. */
    SYNCED,
    /** A pod was removed. */
    REMOVED,
    /** Anything that later versions may tell. */
    OTHER
  }

  /**
   * An event of a watch.
   *
   * @param pod null if the event has none
   */
  record Event(Kind kind, @Nullable PodBuilder pod) {}

  private static final int ADDED = 1;
  private static final int MODIFIED = 2;
  private static final int DELETED = 3;
  private static final int INITIAL_SYNC_COMPLETE = 4;

  private Messages() {}

  /** An empty request. */
  static InputStream request() {
    return new ByteArrayInputStream(new byte[0]);
  }

  /**
   * Reads the pods of a {@code ListPodsResponse}.
   *
   * @throws UncheckedIOException if it is malformed as a whole
   */
  static PodList list(InputStream message) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(message);
      PodListBudget pods = new PodListBudget();
      Wire wire = wire(in);
      wire.fields(
          field -> {
            if (field == 1) {
              PodMessage.read(in, wire.length()).addTo(pods);
            }
            return field == 1;
          });
      return pods.list();
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  /**
   * Reads a {@code WatchPodsEvent}.
   *
   * @throws UncheckedIOException if it is malformed as a whole
   */
  static Event event(InputStream message) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(message);
      int[] type = {0};
      PodBuilder[] pod = {null};
      Wire wire = wire(in);
      wire.fields(
          field -> {
            switch (field) {
              case 1 -> type[0] = wire.number();
              case 2 -> pod[0] = PodMessage.read(in, wire.length());
              default -> {
                return false;
              }
            }
            return true;
          });
      return new Event(kind(type[0]), pod[0]);
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  private static Kind kind(int type) {
    return switch (type) {
      case ADDED, MODIFIED -> Kind.POD;
      case DELETED -> Kind.REMOVED;
      case INITIAL_SYNC_COMPLETE -> Kind.SYNCED;
      default -> Kind.OTHER;
    };
  }

  /** These messages have no texts. */
  private static Wire wire(CodedInputStream in) {
    return new Wire(in, problem -> {});
  }

  private static UncheckedIOException malformed(IOException e) {
    return new UncheckedIOException(
        e instanceof InvalidProtocolBufferException
            ? new IOException("the message is not one of the Pods API: " + e.getMessage(), e)
            : e);
  }
}
