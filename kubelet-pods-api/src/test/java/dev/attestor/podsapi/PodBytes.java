package dev.attestor.podsapi;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes protobuf messages field by field, as the kubelet writes pods. */
final class PodBytes {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** A running pod with one container, "c", of which the kubelet may know the ID. */
  static PodBytes pod(String uid, String label, String... containerIds) {
    PodBytes status = message().text(1, "Running");
    for (String id : containerIds) {
      status.with(8, status("c", "w:1", "w@1", "containerd://" + id, true));
    }
    return message()
        .with(
            1,
            message()
                .text(1, "web")
                .text(3, "shop")
                .text(5, uid)
                .with(11, message().text(1, "app").text(2, label)))
        .with(
            2,
            message()
                .with(2, message().text(1, "c").text(2, "w:1"))
                .text(8, "seller")
                .text(10, "node1"))
        .with(3, status);
  }

  static PodBytes status(String name, String image, String imageId, String id, boolean running) {
    return message()
        .text(1, name)
        .with(2, running ? message().with(2, message()) : message())
        .text(6, image)
        .text(7, imageId)
        .text(8, id);
  }

  static PodBytes message() {
    return new PodBytes();
  }

  PodBytes text(int field, String text) {
    return bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  PodBytes with(int field, PodBytes message) {
    return bytes(field, message.toByteArray());
  }

  PodBytes bytes(int field, byte[] value) {
    return write(out -> out.writeByteArray(field, value));
  }

  PodBytes number(int field, int value) {
    return write(out -> out.writeInt32(field, value));
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }

  @FunctionalInterface
  private interface Writing {
    void to(CodedOutputStream out) throws IOException;
  }

  private PodBytes write(Writing writing) {
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      writing.to(out);
      out.flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
