package dev.attestor.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.error.ProcessException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Isolation;
import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.windows.ComputeSystems.MalformedAnswerException;
import dev.attestor.windows.winapi.LimitExceededException;
import dev.attestor.windows.winapi.WinApiException;
import dev.attestor.windows.winapi.WinApiException.Source;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ComputeSystemsTest {

  /** The format of Microsoft's documentation of {@code Properties}. */
  private static final String TWO =
      """
      [{"Id":"aa","SystemType":"Container","Owner":"containerd-shim-runhcs-v1.exe","State":"Running",
        "RuntimeId":"a1f3","SiloGuid":"b2c4","Extra":{"Id":"zz","List":[1,null,{"Id":"yy"}]}},
       {"SystemType":"Container","Id":"bb"}]""";

  private final FakeWinApi windows = new FakeWinApi().process(100).deny("\\");

  @Test
  void readsTheIdsOfContainers() {
    assertThat(ComputeSystems.parse(TWO))
        .containsExactly(new ContainerId("aa"), new ContainerId("bb"));
    assertThat(ComputeSystems.parse("[]")).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "empty;; ",
        "cut;[{'Id':'aa'",
        "an object;{'Id':'aa'}",
        "null;null",
        "a container that is none;[1]",
        "without an Id;[{'Name':'aa'}]",
        "an empty Id;[{'Id':''}]",
        "an Id that is none;[{'Id':{}}]",
        "two documents;[][]",
        "names without quotes;[{Id:'aa'}]",
      })
  void refusesWhatIsNoListOfContainers(
      String name, @org.jspecify.annotations.Nullable String json) {
    String answer = json == null ? "" : json.replace('\'', '"');

    assertThatExceptionOfType(MalformedAnswerException.class)
        .isThrownBy(() -> ComputeSystems.parse(answer))
        .withMessageStartingWith("the Host Compute Service's list of containers cannot be read: ");
  }

  @Test
  void refusesMoreContainersThanANodeHas() {
    String json = "[" + "{\"Id\":\"a\"},".repeat(10_000) + "{\"Id\":\"a\"}]";

    assertThatExceptionOfType(MalformedAnswerException.class)
        .isThrownBy(() -> ComputeSystems.parse(json))
        .withMessageEndingWith("more than 10000 containers");
  }

  @Test
  void namesTheContainersWhereTheRootMayNotBeListed() {
    windows.job("\\Container_bb", 100).computeSystems(() -> Optional.of(TWO));

    assertThat(locate(windows))
        .isEqualTo(new Location.InContainer(new ContainerId("bb"), Isolation.PROCESS));
    assertThat(windows.scans()).isZero();
  }

  @Test
  void isNotAskedWhereTheRootMayBeListed() {
    FakeWinApi open = new FakeWinApi().process(100).job("\\Container_bb", 100);
    open.computeSystems(
        () -> {
          throw new AssertionError("asked");
        });

    assertThat(locate(open))
        .isEqualTo(new Location.InContainer(new ContainerId("bb"), Isolation.PROCESS));
  }

  static Stream<Arguments> noHelp() {
    return Stream.of(
        Arguments.of("no such library", (Supplier<Optional<String>>) Optional::empty),
        Arguments.of("access denied", failing(0x80070005)),
        Arguments.of("access denied by the service", failing(0x8037011B)),
        Arguments.of("no answer in time", failing(0x80370118)),
        Arguments.of(
            "too long an answer",
            (Supplier<Optional<String>>)
                () -> {
                  throw new LimitExceededException("characters", 1);
                }),
        Arguments.of("no JSON", (Supplier<Optional<String>>) () -> Optional.of("?")),
        Arguments.of(
            "an Id that no job can have",
            (Supplier<Optional<String>>) () -> Optional.of("[{\"Id\":\"..\\\\aa\"}]")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("noHelp")
  void isDoneWithoutWhereItIsOfNoHelp(String name, Supplier<Optional<String>> answer) {
    windows.job("\\Container_aa", 100).computeSystems(answer);

    assertThat(locate(windows))
        .isEqualTo(new Location.InContainer(new ContainerId("aa"), Isolation.PROCESS));
    assertThat(windows.scans()).isEqualTo(1);
  }

  @Test
  void doesNotMakeAProcessOneOutside() {
    windows.job("\\other", 100).computeSystems(() -> Optional.of(TWO));

    assertThatExceptionOfType(ProcessException.class)
        .isThrownBy(() -> locate(windows))
        .withMessageContaining("Access is denied");
  }

  private static Location locate(FakeWinApi windows) {
    WindowsContainerLocator locator = new WindowsContainerLocator(windows);
    try (ProcessPin pin = locator.pin(100)) {
      return locator.locate(100, pin);
    }
  }

  private static Supplier<Optional<String>> failing(int result) {
    return () -> {
      throw new WinApiException("HcsEnumerateComputeSystems", Source.HRESULT, result, "no");
    };
  }
}
