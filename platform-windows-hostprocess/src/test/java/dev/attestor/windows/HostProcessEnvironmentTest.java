package dev.attestor.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostProcessEnvironmentTest {

  private static final String ACCOUNT = "var/run/secrets/kubernetes.io/serviceaccount";

  @TempDir private Path root;
  @TempDir private Path mount;

  @Test
  void prefersTheMountPoint() throws IOException {
    Files.createDirectories(root.resolve(ACCOUNT));
    Files.createDirectories(mount.resolve(ACCOUNT));

    assertThat(account(mount.toString())).isEqualTo(mount.resolve(ACCOUNT));
  }

  @Test
  void takesTheRealPathWhereTheMountPointHasNoSuchFolder() throws IOException {
    Files.createDirectories(root.resolve(ACCOUNT));

    assertThat(account(mount.toString())).isEqualTo(root.resolve(ACCOUNT));
  }

  @Test
  void namesTheMountPointWhereNeitherIsThere() {
    assertThat(account(mount.toString())).isEqualTo(mount.resolve(ACCOUNT));
  }

  @Test
  void takesTheRealPathOutsideAContainer() {
    assertThat(account("")).isEqualTo(root.resolve(ACCOUNT));
  }

  private Path account(String mountPoint) {
    Map<String, String> variables = Map.of("CONTAINER_SANDBOX_MOUNT_POINT", mountPoint);
    return new HostProcessEnvironment(variables::get, root).serviceAccount();
  }
}
