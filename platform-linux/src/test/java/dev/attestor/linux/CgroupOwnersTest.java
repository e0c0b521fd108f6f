package dev.attestor.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.error.ProcessException;
import dev.attestor.core.locate.ContainerId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CgroupOwnersTest {

  private static final String ID =
      "8ff61f1fbbcfccec4f142bccac647222b1e12b958ef1774bd36d737b994f3718";
  private static final CgroupOwner UNKNOWN = new CgroupOwner.Unknown();

  @TempDir private Path proc;

  @ParameterizedTest(name = "{1} seen from {0}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /system.slice/a.service    | /user.slice/user-998.slice/session-3.scope                     | account 998
          /system.slice/a.service    | /user.slice/user-998.slice/user@998.service/x/docker/ID        | account 998
          /system.slice/a.service    | /user.slice/user-998.slice/user@998.service/libpod-ID.scope/c  | account 998
          /                          | /../../../user.slice/user-0.slice/session-1.scope              | account 0
          /docker/ID/system.slice/a  | /docker/ID/user.slice/user-7.slice/session-1.scope             | account 7
          /system.slice/a.service    | /docker/ID                                                     | container
          /system.slice/a.service    | /docker/ID/user.slice/user-7.slice                             | container
          /system.slice/a.service    | /system.slice/docker-ID.scope                                  | container
          /system.slice/a.service    | /machine.slice/libpod-ID.scope/container                       | container
          /system.slice/a.service    | /libpod_parent/libpod-ID                                       | container
          /                          | /../../../system.slice/docker-ID.scope                         | container
          /docker/ID/system.slice/a  | /docker/ID/system.slice/proxy.service                          | unknown
          /system.slice/a.service    | /                                                              | unknown
          /system.slice/a.service    | /system.slice/cron.service                                     | unknown
          /system.slice/a.service    | /system.slice/x.service/docker-ID.scope                        | unknown
          /system.slice/a.service    | /x.service/docker-ID.scope                                     | unknown
          /system.slice/a.service    | /system.slice/x.service/user.slice/user-7.slice                | unknown
          /system.slice/a.service    | /user.slice/user-.slice/session-3.scope                        | unknown
          /system.slice/a.service    | /user.slice/user-007.slice/session-3.scope                     | unknown
          /system.slice/a.service    | /user.slice/user-99999999999.slice/session-3.scope             | unknown
          /system.slice/a.service    | /user.slice                                                    | unknown
          /system.slice/a.service    | /user.slice/a b                                                | unknown
          """)
  void believesOnlyNamesThatOnlyRootCanMake(String own, String path, String expected)
      throws IOException {
    write("self", "0::" + own.replace("ID", ID) + "\n");
    write("42", "0::" + path.replace("ID", ID) + "\n");

    assertThat(new CgroupOwners(proc).of(42)).isEqualTo(owner(expected));
  }

  @Test
  void believesNoneOfSeveralHierarchiesThatDisagree() throws IOException {
    write("self", "0::/\n");
    write("42", "0::/user.slice/user-1.slice/a\n1:name=systemd:/user.slice/user-2.slice/a\n");
    write("43", "0::/user.slice/user-1.slice/a\n1:cpu:/\n2:memory:/user.slice/user-1.slice\n");

    assertThat(new CgroupOwners(proc).of(42)).isEqualTo(UNKNOWN);
    assertThat(new CgroupOwners(proc).of(43)).isEqualTo(new CgroupOwner.Account(1));
  }

  @Test
  void saysNothingOfAProcessThatCannotBeRead() throws IOException {
    write("self", "0::/\n");

    assertThatExceptionOfType(ProcessException.class)
        .isThrownBy(() -> new CgroupOwners(proc).of(42));
  }

  private static CgroupOwner owner(String text) {
    if (text.startsWith("account ")) {
      return new CgroupOwner.Account(Long.parseLong(text.substring("account ".length())));
    }
    return text.equals("container") ? new CgroupOwner.Container(new ContainerId(ID)) : UNKNOWN;
  }

  private void write(String process, String text) throws IOException {
    Files.createDirectories(proc.resolve(process));
    Files.writeString(proc.resolve(process).resolve("cgroup"), text);
  }
}
