package dev.attestor.core.config;

import java.nio.file.Path;

/** How the client authenticates to the kubelet. */
public sealed interface Authentication {

  /** Without credentials ({@code use_anonymous_authentication}). */
  record Anonymous() implements Authentication {}

  /** With the bearer token in a file ({@code token_path}). */
  record BearerToken(Path file) implements Authentication {}

  /** With a client certificate and its key ({@code certificate_path}, {@code private_key_path}). */
  record ClientCertificate(Path certificate, Path key) implements Authentication {}
}
