package dev.attestor.spire.sat.server;

import com.google.protobuf.ByteString;
import dev.attestor.spire.sat.TestTokens;
import java.nio.charset.StandardCharsets;

/** One payload that must not attest an agent, and the status expected for it. */
record BadCase(String name, ByteString payload, String expected) {

  private static final String INVALID = "INVALID_ARGUMENT: ";

  static BadCase payload(String name, byte[] payload, String message) {
    return new BadCase(name, ByteString.copyFrom(payload), INVALID + message);
  }

  static BadCase payload(String name, String payload, String message) {
    return payload(name, payload.getBytes(StandardCharsets.UTF_8), message);
  }

  static BadCase token(String name, String token, String message) {
    return token(name, "MyCluster", token, message);
  }

  static BadCase token(String name, String cluster, String token, String message) {
    return payload(name, TestTokens.payload(cluster, token), message);
  }

  static BadCase denied(String name, String cluster, String token, String message) {
    return new BadCase(
        name,
        ByteString.copyFrom(TestTokens.payload(cluster, token)),
        "PERMISSION_DENIED: " + message);
  }

  @Override
  public String toString() {
    return name;
  }
}
