package dev.attestor.spire.sat.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attestor.spire.sat.SatListener;
import dev.attestor.spire.sat.config.ServerConfig;
import dev.attestor.spire.sat.config.ServerConfigReader;
import dev.attestor.spire.sat.key.KeyFileException;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttestorFactoryTest {

  @Test
  void namesTheKeyFilesOfAllClusters() throws Exception {
    ServerConfig clusters =
        ServerConfigReader.read(
                """
                clusters {
                  a { service_account_allow_list = ["x:y"] service_account_key_file = "/nope/a" }
                  b { service_account_allow_list = ["x:y"] service_account_key_file = "/nope/b" }
                }
                """)
            .config();
    AttestorFactory factory =
        new AttestorFactory(id -> false, Map.of(), Clock.systemUTC(), SatListener.NONE);

    assertThatThrownBy(() -> factory.make("example.org", clusters))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("/nope/a")
        .hasMessageContaining("/nope/b");
  }
}
