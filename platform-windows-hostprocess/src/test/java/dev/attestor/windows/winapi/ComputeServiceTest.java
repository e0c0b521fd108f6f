package dev.attestor.windows.winapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.jna.NativeLibrary;
import dev.attestor.windows.RequiresWindows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The calls to the Host Compute Service, with libraries of ci/wine instead of Windows' own. */
@RequiresWindows
@EnabledIfSystemProperty(
    named = "attestor.compute",
    matches = ".+",
    disabledReason = "needs the libraries that ci/wine/test makes")
class ComputeServiceTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Path LIBRARIES = Path.of(System.getProperty("attestor.compute", ""));

  @TempDir private Path folder;

  @Test
  void asksThroughTheDocumentedLibrary() {
    assertThat(of("two").containers(LONG))
        .contains("[{\"Id\":\"aa\",\"SystemType\":\"Container\"},{\"Id\":\"bü東\"}]");
    assertThat(openOperations("two")).isZero();
  }

  @Test
  void asksThroughTheOlderLibraryWhereThereIsNoOther() {
    assertThat(of("old").containers(LONG)).contains("[{\"Id\":\"older\"}]");
  }

  @Test
  void hasNothingToSayWithoutALibrary() {
    assertThat(new ComputeService(folder).containers(LONG)).isEmpty();
    // Wine's own folder has neither.
    assertThat(new JnaWinApi().computeSystems(LONG)).isEqualTo(Optional.empty());
  }

  @Test
  void tellsThatItIsRefused() {
    assertThatExceptionOfType(WinApiException.class)
        .isThrownBy(() -> of("denied").containers(LONG))
        .satisfies(e -> assertThat(e.isAccessDenied()).isTrue())
        .withMessageContaining("HcsEnumerateComputeSystems failed")
        .withMessageContaining("(result 0x8037011B)");
    assertThat(openOperations("denied")).isZero();
  }

  @Test
  void waitsForASlowServiceNoLongerThanItMayAndNeverBreaksOff() {
    ComputeService slow = of("slow");

    for (int call = 0; call < 2; call++) {
      assertThatExceptionOfType(WinApiException.class)
          .isThrownBy(() -> slow.containers(Duration.ofMillis(100)))
          .withMessage(
              "HcsEnumerateComputeSystems failed: no answer within 100 ms (result 0x80370118)");
    }
    assertThat(openOperations("slow")).isEqualTo(1);

    // One call at a time: this one must wait until the first has ended.
    assertThat(slow.containers(LONG)).isPresent();
    assertThat(openOperations("slow")).isZero();
  }

  @Test
  void refusesAnswersWithoutEnd() {
    assertThatExceptionOfType(LimitExceededException.class)
        .isThrownBy(() -> of("endless").containers(LONG))
        .withMessage("the system has more than 4194304 characters in the list of containers");
    assertThat(openOperations("endless")).isZero();
  }

  private static ComputeService of(String library) {
    return new ComputeService(LIBRARIES.resolve(library));
  }

  private static int openOperations(String library) {
    return NativeLibrary.getInstance(
            LIBRARIES.resolve(library).resolve("computecore.dll").toString())
        .getFunction("OpenOperations")
        .invokeInt(new Object[0]);
  }
}
