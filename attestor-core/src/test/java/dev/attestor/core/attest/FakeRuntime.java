package dev.attestor.core.attest;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.spi.ContainerRuntime;
import dev.attestor.core.spi.Ports;
import dev.attestor.core.spi.RuntimeAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A runtime that answers when the test says so. */
final class FakeRuntime implements ContainerRuntime {

  private final List<ContainerId> questions = new ArrayList<>();
  private final CompletableFuture<RuntimeAnswer> answer = new CompletableFuture<>();
  private boolean closed;

  /** A container that runs, with the image {@code w}. */
  static RuntimeAnswer running(String id, String pod, String sandboxPod, String name) {
    return new RuntimeAnswer.Found(new ContainerId(id), pod, sandboxPod, name, "w:1", "w@1");
  }

  /** An attestor of a process, with this runtime. */
  WorkloadAttestor attestor(FakeProcess process, FakePods pods, AttestationPolicy policy) {
    return new WorkloadAttestor(
        new Ports(process, Optional.of(this), Optional.empty(), Optional.empty()), pods, policy);
  }

  @Override
  public CompletableFuture<RuntimeAnswer> ask(ContainerId id) {
    questions.add(id);
    return answer;
  }

  @Override
  public void close() {
    closed = true;
  }

  FakeRuntime answer(RuntimeAnswer value) {
    answer.complete(value);
    return this;
  }

  List<ContainerId> questions() {
    return questions;
  }

  boolean isWithdrawn() {
    return answer.isCancelled();
  }

  boolean isClosed() {
    return closed;
  }
}
