package dev.attestor.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.procfs.ProcText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HidePidTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proc /proc proc rw,hidepid=2 0 0\n",
        "proc /proc proc hidepid=invisible 0 0\n",
        "proc /proc proc rw,hidepid=ptraceable,gid=7 0 0\n",
        "sysfs /sys sysfs rw 0 0\nproc /proc proc rw 0 0\nproc /proc proc rw,hidepid=1 0 0\n",
      })
  void seesThatProcessesAreHidden(String mounts) throws IOException {
    assertThat(hides(mounts)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "proc /proc proc rw 0 0\n",
        "proc /proc proc rw,hidepid=off 0 0\n",
        "proc /proc proc rw,hidepid=0 0 0\n",
        "proc /proc proc rw,xhidepid=2 0 0\n",
        "proc /proc proc rw,hidepid=2 0 0\nproc /proc proc rw 0 0\n",
        "proc /elsewhere proc rw,hidepid=2 0 0\n",
        "x /m tmpfs rw 0 0\rproc /proc proc rw,hidepid=2 0 0\n",
        "x /m tmpfs rw 0 0\u0085proc /proc proc rw,hidepid=2 0 0\n",
        "hidepid=2 /proc tmpfs rw 0 0\n",
      })
  void seesThatTheyAreNot(String mounts) throws IOException {
    assertThat(hides(mounts)).isFalse();
  }

  private static boolean hides(String mounts) throws IOException {
    return HidePid.isOn(ProcText.of(mounts.getBytes(StandardCharsets.UTF_8)));
  }
}
