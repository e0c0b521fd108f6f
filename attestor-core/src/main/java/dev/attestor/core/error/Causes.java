package dev.attestor.core.error;

import java.util.concurrent.CompletionException;

/** The failure of a future, without what futures wrap around it. */
public final class Causes {

  private Causes() {}

  /** The failure within all {@link CompletionException}s; itself if there is none around it. */
  public static Throwable unwrap(Throwable failure) {
    Throwable current = failure;
    while (current instanceof CompletionException && current.getCause() != null) {
      current = current.getCause();
    }
    return current;
  }
}
