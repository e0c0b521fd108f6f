package dev.attestor.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.agent.client.AttestorClient;
import dev.attestor.testkit.FakeKubelet;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class StreamLogTest {

  @RegisterExtension private final TestAgents agents = new TestAgents();

  @Test
  void namesTheCallerOfAStreamThatHasNoAnswer() throws Exception {
    agents.kubelet().answerWith(FakeKubelet.answer(500, new byte[0]));
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try (Agent agent = agents.start("");
        AttestorClient client = agents.client()) {
      assertThat(agent).isNotNull();
      assertThat(client.watch(0).next().hasUnknown()).isTrue();
    } finally {
      System.setErr(before);
    }

    assertThat(log.toString(StandardCharsets.UTF_8).lines())
        .filteredOn(line -> line.contains("a stream has no answer for now"))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).contains("caller=pod u1 container c1"));
  }
}
