package dev.attestor.runtime;

import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tracks whether a runtime answers. Logs only changes, not every call. */
final class Availability {

  private static final Logger LOG = LoggerFactory.getLogger(Availability.class);

  private final String address;
  private final AtomicBoolean failing = new AtomicBoolean();
  private final LongAdder failures = new LongAdder();

  Availability(String address) {
    this.address = address;
  }

  void answered() {
    if (failing.compareAndSet(true, false)) {
      LOG.atInfo().addKeyValue("socket", address).log("the container runtime answers again");
    }
  }

  long failures() {
    return failures.sum();
  }

  void failed(Status status) {
    failures.increment();
    if (failing.compareAndSet(false, true)) {
      LOG.atWarn()
          .addKeyValue("socket", address)
          .addKeyValue("reason", describe(status))
          .log(
              "the container runtime does not answer; until it does, young containers wait for the"
                  + " kubelet");
    }
  }

  private static String describe(Status status) {
    StringBuilder text = new StringBuilder(status.getCode().name());
    if (status.getDescription() != null) {
      text.append(": ").append(status.getDescription());
    }
    Throwable cause = status.getCause();
    if (cause != null && cause.getMessage() != null) {
      text.append(": ").append(cause.getMessage());
    }
    return text.toString();
  }
}
