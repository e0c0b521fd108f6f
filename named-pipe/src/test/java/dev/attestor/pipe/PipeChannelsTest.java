package dev.attestor.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The contract on any system, with pipes in memory. */
class PipeChannelsTest extends PipeContract {

  private static final FakePipeApi API = new FakePipeApi();

  @Override
  PipeApi api() {
    return API;
  }

  @Override
  String ownSid() {
    return FakePipeApi.OWNER;
  }

  @Override
  int openHandles() {
    return API.openHandles();
  }

  @Test
  void triesAgainWhileAllEndsAreTaken() throws Exception {
    FakePipeApi api = new FakePipeApi();
    PipeAddress address = PipeAddress.parse("npipe:busy");
    long taken = api.create(address, ANYBODY, true);
    Thread later =
        new Thread(
            () -> {
              try {
                Thread.sleep(200);
                api.connect(taken, new com.sun.jna.Memory(PipeApi.OVERLAPPED_BYTES));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    later.start();
    try (EchoClient client =
        EchoClient.connect(api, address, java.util.Set.of(FakePipeApi.OWNER))) {
      assertThat(client.isConnected()).isTrue();
    }
    later.join();
  }
}
