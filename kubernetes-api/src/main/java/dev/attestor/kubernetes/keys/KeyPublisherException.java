package dev.attestor.kubernetes.keys;

import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Thrown if the keys of a cluster cannot be read. The message names the address. */
public final class KeyPublisherException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Characters that could control a terminal or forge log lines. */
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private static final int MAX_LENGTH = 1000;

  KeyPublisherException(String message, @Nullable Throwable cause) {
    super(visible(message), cause);
  }

  /** Others wrote parts of the message. */
  private static String visible(String message) {
    String text = INVISIBLE.matcher(message).replaceAll("?");
    return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
  }
}
