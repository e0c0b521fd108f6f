package dev.attestor.core.pod;

import dev.attestor.input.json.JsonFields;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads the spec of one pod; used once. Field names are those of {@code v1.PodSpec}. */
final class SpecReader {

  private final JsonFields fields;
  private final PodBuilder pod;
  private final SecurityContext podContext = new SecurityContext();

  SpecReader(JsonFields fields, PodBuilder pod) {
    this.fields = fields;
    this.pod = pod;
  }

  void read() throws IOException {
    fields.object(this::readField);
    pod.hostProcess(podContext.hostProcess);
  }

  private boolean readField(String field) throws IOException {
    switch (field) {
      case "serviceAccountName" -> pod.serviceAccount(fields.text());
      case "nodeName" -> pod.nodeName(fields.text());
      case "containers" -> readDeclared(ContainerKind.REGULAR);
      case "initContainers" -> readDeclared(ContainerKind.INIT);
      case "ephemeralContainers" -> readDeclared(ContainerKind.EPHEMERAL);
      case "securityContext" -> fields.object(podContext::readField);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void readDeclared(ContainerKind kind) throws IOException {
    fields.array(
        () -> {
          if (!pod.isUsable()) {
            fields.skip();
            return;
          }
          Declaration read = new Declaration().read();
          pod.declared(kind, read.name, read.image, read.context.hostProcess);
        });
  }

  /** One container of the spec. */
  private final class Declaration {
    private final SecurityContext context = new SecurityContext();
    private String name = "";
    private String image = "";

    Declaration read() throws IOException {
      fields.object(this::readField);
      return this;
    }

    private boolean readField(String field) throws IOException {
      switch (field) {
        case "name" -> name = fields.text();
        case "image" -> image = fields.text();
        case "securityContext" -> fields.object(context::readField);
        default -> {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * The common part of {@code v1.SecurityContext} and {@code v1.PodSecurityContext} that is used
   * here.
   */
  private final class SecurityContext {
    private @Nullable Boolean hostProcess;

    private boolean readField(String field) throws IOException {
      if (!field.equals("windowsOptions")) {
        return false;
      }
      fields.object(this::readWindowsOption);
      return true;
    }

    private boolean readWindowsOption(String field) throws IOException {
      if (!field.equals("hostProcess")) {
        return false;
      }
      hostProcess = fields.bool();
      return true;
    }
  }
}
