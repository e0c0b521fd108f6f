package dev.attestor.spire.sat.key;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Thrown if a key file is unusable. */
public final class KeyFileException extends Exception {

  private static final long serialVersionUID = 1L;

  KeyFileException(String message) {
    super(message);
  }

  /** One exception for all of them; none if there are none. */
  public static Optional<KeyFileException> of(List<KeyFileException> problems) {
    return problems.size() <= 1
        ? problems.stream().findFirst()
        : Optional.of(
            new KeyFileException(
                problems.stream()
                    .map(KeyFileException::getMessage)
                    .distinct()
                    .collect(Collectors.joining("; "))));
  }
}
