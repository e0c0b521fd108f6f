package dev.attestor.pod;

import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the spec of one pod; used once. Field names are those of {@code v1.PodSpec}. */
final class SpecReader {

  private final JsonReader in;
  private final List<Declaration> declarations = new ArrayList<>();
  private final SecurityContext podContext = new SecurityContext();
  private String serviceAccount = "";
  private String nodeName = "";

  SpecReader(JsonReader in) {
    this.in = in;
  }

  void read() throws IOException {
    JsonFields.object(in, this::readField);
  }

  String serviceAccount() {
    return serviceAccount;
  }

  String nodeName() {
    return nodeName;
  }

  /** What a container says of itself wins over what the pod says. */
  List<DeclaredContainer> declared() {
    return declarations.stream()
        .map(
            each ->
                new DeclaredContainer(
                    each.kind,
                    each.name,
                    each.image,
                    each.context.hostProcess == null
                        ? Boolean.TRUE.equals(podContext.hostProcess)
                        : each.context.hostProcess))
        .toList();
  }

  private boolean readField(String field) throws IOException {
    switch (field) {
      case "serviceAccountName" -> serviceAccount = JsonFields.text(in);
      case "nodeName" -> nodeName = JsonFields.text(in);
      case "containers" -> readDeclared(ContainerKind.REGULAR);
      case "initContainers" -> readDeclared(ContainerKind.INIT);
      case "ephemeralContainers" -> readDeclared(ContainerKind.EPHEMERAL);
      case "securityContext" -> JsonFields.object(in, podContext::readField);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void readDeclared(ContainerKind kind) throws IOException {
    declarations.addAll(JsonFields.array(in, () -> new Declaration(kind).read()));
  }

  /** One container of the spec. */
  private final class Declaration {
    private final ContainerKind kind;
    private final SecurityContext context = new SecurityContext();
    private String name = "";
    private String image = "";

    Declaration(ContainerKind kind) {
      this.kind = kind;
    }

    Declaration read() throws IOException {
      JsonFields.object(in, this::readField);
      return this;
    }

    private boolean readField(String field) throws IOException {
      switch (field) {
        case "name" -> name = JsonFields.text(in);
        case "image" -> image = JsonFields.text(in);
        case "securityContext" -> JsonFields.object(in, context::readField);
        default -> {
          return false;
        }
      }
      return true;
    }
  }

  /** {@code v1.SecurityContext} and {@code v1.PodSecurityContext}, of which we need the same. */
  private final class SecurityContext {
    private @Nullable Boolean hostProcess;

    private boolean readField(String field) throws IOException {
      if (!field.equals("windowsOptions")) {
        return false;
      }
      JsonFields.object(in, this::readWindowsOption);
      return true;
    }

    private boolean readWindowsOption(String field) throws IOException {
      if (!field.equals("hostProcess")) {
        return false;
      }
      hostProcess = JsonFields.truth(in);
      return true;
    }
  }
}
