package dev.attestor.podsapi;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.pod.Container;
import dev.attestor.core.pod.ContainerKind;
import dev.attestor.core.pod.Owner;
import dev.attestor.core.pod.PodBuilder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one pod in the protobuf encoding of {@code k8s.io.api.core.v1.Pod}; used once. Field
 * numbers are those of the files {@code generated.proto} of {@code k8s.io/api} and {@code
 * k8s.io/apimachinery}. A malformed pod is read past, and only this pod is refused.
 *
 * <p>Settings of HostProcess containers are skipped: only Windows has these, and this API is for
 * Linux.
 */
final class PodMessage {

  private final CodedInputStream in;
  private final PodBuilder pod = new PodBuilder();
  private final Wire wire;

  private PodMessage(CodedInputStream in) {
    this.in = in;
    this.wire = new Wire(in, pod::refuse);
  }

  /** Reads a pod that has a given number of bytes, and nothing after it. */
  static PodBuilder read(CodedInputStream in, int length) throws IOException {
    return new PodMessage(in).read(length);
  }

  private PodBuilder read(int length) throws IOException {
    int outer = in.pushLimit(length);
    int end = in.getTotalBytesRead() + length;
    try {
      wire.fields(this::readPod);
    } catch (InvalidProtocolBufferException e) {
      pod.refuse("its protobuf encoding is malformed");
    }
    in.popLimit(outer);
    in.skipRawBytes(end - in.getTotalBytesRead());
    return pod;
  }

  private boolean readPod(int field) throws IOException {
    switch (field) {
      case 1 -> wire.message(this::readMetadata);
      case 2 -> wire.message(this::readSpec);
      case 3 -> wire.message(this::readStatus);
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean readMetadata(int field) throws IOException {
    switch (field) {
      case 1 -> pod.name(wire.text("metadata.name"));
      case 3 -> pod.namespace(wire.text("metadata.namespace"));
      case 5 -> pod.uid(wire.text("metadata.uid"));
      case 11 -> readLabel();
      case 13 -> readOwner();
      default -> {
        return false;
      }
    }
    return true;
  }

  /** An entry of a map is a message with a key and a value. */
  private void readLabel() throws IOException {
    String[] parts = {"", ""};
    wire.message(
        field -> {
          switch (field) {
            case 1 -> parts[0] = wire.text("metadata.labels");
            case 2 -> parts[1] = wire.text("metadata.labels");
            default -> {
              return false;
            }
          }
          return true;
        });
    pod.label(parts[0], parts[1]);
  }

  private void readOwner() throws IOException {
    String[] parts = {"", "", ""};
    wire.message(
        field -> {
          switch (field) {
            case 1 -> parts[0] = wire.text("metadata.ownerReferences.kind");
            case 3 -> parts[1] = wire.text("metadata.ownerReferences.name");
            case 4 -> parts[2] = wire.text("metadata.ownerReferences.uid");
            default -> {
              return false;
            }
          }
          return true;
        });
    pod.owner(new Owner(parts[0], parts[1], parts[2]));
  }

  private boolean readSpec(int field) throws IOException {
    switch (field) {
      case 2 -> readDeclared(ContainerKind.REGULAR);
      case 8 -> pod.serviceAccount(wire.text("spec.serviceAccountName"));
      case 10 -> pod.nodeName(wire.text("spec.nodeName"));
      case 20 -> readDeclared(ContainerKind.INIT);
      case 34 -> readDeclared(ContainerKind.EPHEMERAL);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The fields of an ephemeral container are in a message of their own. */
  private void readDeclared(ContainerKind kind) throws IOException {
    String[] parts = {"", ""};
    Wire.Field container =
        field -> {
          switch (field) {
            case 1 -> parts[0] = wire.text("spec.containers.name");
            case 2 -> parts[1] = wire.text("spec.containers.image");
            default -> {
              return false;
            }
          }
          return true;
        };
    wire.message(
        kind == ContainerKind.EPHEMERAL
            ? field -> {
              if (field == 1) {
                wire.message(container);
              }
              return field == 1;
            }
            : container);
    pod.declared(kind, parts[0], parts[1], null);
  }

  private boolean readStatus(int field) throws IOException {
    switch (field) {
      case 1 -> pod.phase(wire.text("status.phase"));
      case 4 -> pod.reason(wire.text("status.reason"));
      case 8 -> pod.container(new Status(ContainerKind.REGULAR).read());
      case 10 -> pod.container(new Status(ContainerKind.INIT).read());
      case 13 -> pod.container(new Status(ContainerKind.EPHEMERAL).read());
      default -> {
        return false;
      }
    }
    return true;
  }

  private final class Status {
    private final ContainerKind kind;
    private String name = "";
    private String image = "";
    private String imageId = "";
    private @Nullable ContainerId id;
    private boolean running;

    Status(ContainerKind kind) {
      this.kind = kind;
    }

    Container read() throws IOException {
      wire.message(this::readField);
      return new Container(kind, name, image, imageId, id, running);
    }

    private boolean readField(int field) throws IOException {
      switch (field) {
        case 1 -> name = wire.text("status.containerStatuses.name");
        case 2 -> wire.message(this::readState);
        case 6 -> image = wire.text("status.containerStatuses.image");
        case 7 -> imageId = wire.text("status.containerStatuses.imageID");
        case 8 -> id = PodBuilder.containerId(wire.text("status.containerStatuses.containerID"));
        default -> {
          return false;
        }
      }
      return true;
    }

    private boolean readState(int field) {
      running |= field == 2;
      return false;
    }
  }
}
