package dev.attestor.licences;

import java.util.List;

/** What is shipped and what is known of it do not agree. */
final class LicenceException extends Exception {

  private static final long serialVersionUID = 1L;

  LicenceException(List<String> problems) {
    super(String.join("\n", problems));
  }
}
