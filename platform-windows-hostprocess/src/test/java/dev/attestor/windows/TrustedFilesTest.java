package dev.attestor.windows;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attestor.core.error.RefusedException;
import dev.attestor.windows.winapi.AccessEntry;
import dev.attestor.windows.winapi.SecurityDescriptor;
import dev.attestor.windows.winapi.Sid;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which files a service trusts. */
class TrustedFilesTest {

  private static final Path FILE = Path.of("agent.hcl");
  private static final Sid OWN = new Sid("S-1-5-21-1-2-3-1000");
  private static final Sid USERS = new Sid("S-1-5-32-545");
  private static final int READ = 0x00120089;
  private static final int WRITE_DATA = 0x0002;
  private static final int ALL = 0x001F01FF;

  private final TrustedFiles trusted = new TrustedFiles(OWN);

  static Stream<Arguments> believed() {
    return Stream.of(
        Arguments.of("the installer's", descriptor(Sid.ADMINISTRATORS, Sid.LOCAL_SYSTEM, ALL)),
        Arguments.of("the service's own", descriptor(OWN, OWN, ALL)),
        Arguments.of("one that others may read", descriptor(Sid.LOCAL_SYSTEM, USERS, READ)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("believed")
  void believes(String name, SecurityDescriptor security) {
    assertThatCode(() -> trusted.check(FILE, security)).doesNotThrowAnyException();
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(
            "another owner",
            descriptor(USERS, Sid.LOCAL_SYSTEM, ALL),
            "\"agent.hcl\" belongs to S-1-5-32-545"),
        Arguments.of(
            "one that others may write",
            descriptor(Sid.ADMINISTRATORS, USERS, READ | WRITE_DATA),
            "\"agent.hcl\" may be changed by S-1-5-32-545"),
        Arguments.of(
            "no access list",
            new SecurityDescriptor(Optional.of(OWN), Optional.empty()),
            "\"agent.hcl\" may be changed by everybody"),
        Arguments.of(
            "no owner",
            new SecurityDescriptor(Optional.empty(), Optional.of(List.of())),
            "\"agent.hcl\" belongs to nobody"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refuses(String name, SecurityDescriptor security, String message) {
    assertThatThrownBy(() -> trusted.check(FILE, security))
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            message
                + "; expected it to belong to SYSTEM or the administrators, who alone may change it");
  }

  @Test
  void saysThatThereIsNoFile() {
    assertThatThrownBy(() -> trusted.require(Path.of("/there/is/none")))
        .isInstanceOf(java.nio.file.NoSuchFileException.class);
  }

  private static SecurityDescriptor descriptor(Sid owner, Sid account, int rights) {
    return new SecurityDescriptor(
        Optional.of(owner), Optional.of(List.of(new AccessEntry(account, rights))));
  }
}
