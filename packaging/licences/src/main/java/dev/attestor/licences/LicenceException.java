package dev.attestor.licences;

import java.util.List;

/** Thrown if the shipped files and the known licences do not match. */
final class LicenceException extends Exception {

  private static final long serialVersionUID = 1L;

  LicenceException(List<String> problems) {
    super(String.join("\n", problems));
  }
}
