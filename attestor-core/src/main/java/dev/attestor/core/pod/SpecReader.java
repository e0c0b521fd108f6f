package dev.attestor.core.pod;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Reads the spec of one pod; used once. Field names are those of {@code v1.PodSpec}. */
final class SpecReader {

  private final JsonFields fields;
  private final PodBudget budget;
  private final BooleanSupplier isUsable;
  private final List<Declaration> declarations = new ArrayList<>();
  private final SecurityContext podContext = new SecurityContext();
  private String serviceAccount = "";
  private String nodeName = "";

  /**
   * Reads the spec of one pod.
   *
   * @param isUsable whether more of the pod needs to be kept
   */
  SpecReader(JsonFields fields, PodBudget budget, BooleanSupplier isUsable) {
    this.fields = fields;
    this.budget = budget;
    this.isUsable = isUsable;
  }

  void read() throws IOException {
    fields.object(this::readField);
  }

  /** Drops all containers. */
  void forget() {
    declarations.clear();
  }

  String serviceAccount() {
    return serviceAccount;
  }

  String nodeName() {
    return nodeName;
  }

  /** A setting of a container overrides that of its pod. */
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
      case "serviceAccountName" -> serviceAccount = fields.text();
      case "nodeName" -> nodeName = fields.text();
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
          if (!isUsable.getAsBoolean()) {
            fields.reader().skipValue();
            return;
          }
          Declaration read = new Declaration(kind).read();
          budget.declared(read.name, read.image);
          declarations.add(read);
        });
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
