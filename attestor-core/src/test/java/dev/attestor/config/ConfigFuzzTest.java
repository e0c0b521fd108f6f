package dev.attestor.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem.Severity;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mutates good texts, always in the same way: each gives a configuration or a list of problems. */
class ConfigFuzzTest {

  private static final int MUTATIONS = 10_000;

  private static final List<String> SEEDS =
      List.of(
          """
          kubelet_secure_port = 10250
          kubelet_ca_path = "/ca"
          node_name = "fe80::1%eth0"
          certificate_path = "/c"
          private_key_path = "/k"
          poll_retry_interval = "1m30.5s"
          max_poll_attempts = 60
          kubelet_cgroup_root = "/docker/a"
          experimental {}
          """,
          """
          kubelet_read_only_port = "0x280f"
          disable_container_selectors = true
          use_new_container_locator = "1"
          node_name_env = "N"
          """,
          "{\"kubelet_secure_port\": 10250, \"node_name\": \"a.b\", \"reload_interval\": \".5s\","
              + " \"skip_kubelet_verification\": true, \"experimental\": [{\"broker\": null}]}");

  private static final List<String> PIECES =
      List.of(
          "\"",
          "{",
          "}",
          "[",
          "]",
          "=",
          ":",
          ",",
          "\n",
          "0",
          "-",
          "+",
          ".",
          "%",
          "1e9",
          "0x",
          "08",
          "99999999999999999999",
          "true",
          "null",
          "\0",
          "\\u0000",
          "\\ud800",
          "é",
          "/../",
          " ",
          "::",
          "h",
          "µs",
          "ns",
          "kubelet_secure_port",
          "experimental",
          "sigstore");

  private final Random random = new Random(7);

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void givesAConfigurationOrProblemsForAnyText() {
    int usable = 0;
    for (int round = 0; round < MUTATIONS; round++) {
      usable += read(mutate(SEEDS.get(random.nextInt(SEEDS.size()))));
    }
    assertThat(usable).isBetween(MUTATIONS / 200, MUTATIONS);
  }

  private String mutate(String seed) {
    StringBuilder text = new StringBuilder(seed);
    for (int change = random.nextInt(2); change >= 0; change--) {
      int start = random.nextInt(text.length() + 1);
      int end = Math.min(text.length(), start + random.nextInt(5));
      text.replace(start, end, PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  private static int read(String text) {
    try {
      ParsedConfig parsed = Configs.read(text, Map.of("N", "node"));
      assertThat(parsed.config().patience()).isPositive();
      assertThat(parsed.config().pollInterval()).isPositive();
      assertThat(parsed.config().kubelet().port()).isBetween(1, 65535);
      assertThat(parsed.remarks()).noneMatch(problem -> problem.severity() == Severity.ERROR);
      return 1;
    } catch (ConfigException e) {
      assertThat(e.problems()).anyMatch(problem -> problem.severity() == Severity.ERROR);
      return 0;
    } catch (RuntimeException e) {
      return fail("reader failed on \"" + text + "\"", e);
    }
  }
}
