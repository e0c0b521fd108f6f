package dev.attestor.hcl.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows from the tests of Go's {@code time.ParseDuration}. */
class GoDurationTest {

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "0, PT0S",
    "+0, PT0S",
    "-0, PT0S",
    "5s, PT5S",
    "+5s, PT5S",
    "-5s, PT-5S",
    "5.0s, PT5S",
    "5.s, PT5S",
    ".5s, PT0.5S",
    "1.004s, PT1.004S",
    "100.00100s, PT100.001S",
    "10ns, PT0.00000001S",
    "11us, PT0.000011S",
    "12\u00b5s, PT0.000012S",
    "12\u03bcs, PT0.000012S",
    "13ms, PT0.013S",
    "14s, PT14S",
    "15m, PT15M",
    "16h, PT16H",
    "3h30m, PT3H30M",
    "1m30s, PT1M30S",
    "1h2m, PT1H2M",
    "10.5s4m, PT4M10.5S",
    "-2m3.4s, PT-2M-3.4S",
    "1h2m3s4ms5us6ns, PT1H2M3.004005006S",
    "0.5ns, PT0S",
    "0.3333333333333333333h, PT20M",
    "9007199254740993ns, PT2501H59M59.254740993S",
    "9223372036854775807ns, PT2562047H47M16.854775807S",
    "9223372036854775.807us, PT2562047H47M16.854775807S",
    "-9223372036854775807ns, PT-2562047H-47M-16.854775807S"
  })
  void readsWhatGoReads(String text, Duration expected) {
    Duration read = GoDuration.parse(text).orElseThrow();
    // Go computes fractions in floating point; a difference of one nanosecond does not matter.
    assertThat(read.minus(expected).abs()).isLessThanOrEqualTo(Duration.ofNanos(1));
  }

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(
      strings = {
        "",
        "3",
        "-",
        "s",
        ".",
        "-.",
        ".s",
        "+.s",
        "1d",
        "1 s",
        " 1s",
        "1s ",
        "--1s",
        "1S",
        "1e3s",
        "1,5s",
        "\u0661s",
        "3000000h",
        "9223372036854775808ns",
        "9223372036854775.808us",
        "9223372036854ms775us808ns",
        "99999999999999999999999999999999h",
        "1ss",
        "1ms2"
      })
  void refusesWhatGoRefuses(String text) {
    assertThat(GoDuration.parse(text)).isEmpty();
  }

  @ParameterizedTest(name = "{0} digits")
  @ValueSource(ints = {101, 1_000_000})
  void refusesLongTextsQuickly(int digits) {
    assertThat(GoDuration.parse("0".repeat(digits) + "s")).isEmpty();
  }
}
