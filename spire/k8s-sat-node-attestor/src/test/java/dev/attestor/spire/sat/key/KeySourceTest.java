package dev.attestor.spire.sat.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.spire.sat.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeySourceTest {

  private Instant now = Instant.EPOCH;
  private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
  private Path file = Path.of("");

  @BeforeEach
  void write(@TempDir Path folder) throws IOException {
    file = Files.writeString(folder.resolve("keys.pem"), TestKeys.pem(TestKeys.RSA));
  }

  @Test
  void keepsTheFirstKeysUnlessTold() throws Exception {
    KeySource keys = source(Optional.empty());

    Files.writeString(file, TestKeys.pem(TestKeys.P256));
    now = now.plus(Duration.ofDays(1000));
    assertThat(only(keys)).isEqualTo(TestKeys.RSA.getPublic());
  }

  @Test
  void readsTheFileAnewWhenItsKeysAreOld() throws Exception {
    KeySource keys = source(Optional.of(Duration.ofMinutes(1)));

    Files.writeString(file, TestKeys.pem(TestKeys.P256));
    now = now.plusSeconds(59);
    assertThat(only(keys)).isEqualTo(TestKeys.RSA.getPublic());
    now = now.plusSeconds(1);
    assertThat(only(keys)).isEqualTo(TestKeys.P256.getPublic());
  }

  @Test
  void keepsItsKeysWhileTheFileIsOfNoUse() throws Exception {
    KeySource keys = source(Optional.of(Duration.ofMinutes(1)));

    Files.writeString(file, "half a file");
    now = now.plusSeconds(60);
    assertThat(only(keys)).isEqualTo(TestKeys.RSA.getPublic());
    Files.delete(file);
    now = now.plusSeconds(60);
    assertThat(only(keys)).isEqualTo(TestKeys.RSA.getPublic());
    Files.writeString(file, TestKeys.pem(TestKeys.P256));
    now = now.plusSeconds(60);
    assertThat(only(keys)).isEqualTo(TestKeys.P256.getPublic());
  }

  @Test
  void doesNotBeginWithoutKeys() throws IOException {
    Files.delete(file);

    assertThatExceptionOfType(KeyFileException.class)
        .isThrownBy(() -> source(Optional.of(Duration.ofMinutes(1))));
  }

  private KeySource source(Optional<Duration> interval) throws KeyFileException {
    return new KeySource(new KeyFiles(Optional.of(file), Optional.empty()), interval, clock);
  }

  private static PublicKey only(KeySource keys) {
    assertThat(keys.keys().keys()).hasSize(1);
    return keys.keys().keys().get(0).key();
  }
}
