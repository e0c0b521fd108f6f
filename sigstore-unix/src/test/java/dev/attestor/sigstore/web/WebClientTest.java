package dev.attestor.sigstore.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

@Timeout(60)
class WebClientTest {

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "older JDKs close no HTTP client")
  void endsItsThreads() throws Exception {
    Set<Thread> others = threads();
    try (FakeWeb web = FakeWeb.start()) {
      WebClient client = new WebClient(Optional.empty());
      WebRequest request =
          WebRequest.get(
              URI.create("http://" + web.address() + "/gone"), "*/*", Optional.empty(), 100);
      assertThat(client.send(request, Deadline.after(Duration.ofSeconds(20))).status())
          .isEqualTo(404);
      Set<Thread> own = threads();
      own.removeAll(others);
      assertThat(own).isNotEmpty();

      client.close();

      for (Thread each : own) {
        each.join(20_000);
        assertThat(each.isAlive()).as(each.getName()).isFalse();
      }
    }
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("HttpClient-"))
        .collect(Collectors.toSet());
  }
}
