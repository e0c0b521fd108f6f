package dev.attestor.windows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.windows.JobName.JobDirectory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UntrustedNamesTest {

  private final UntrustedNames names = new UntrustedNames(10);

  @Test
  void skipsTheNamesOfTheLastListingButThoseWhoseTurnItIs() {
    assertThat(list(100)).hasSize(100);
    assertThat(list(100)).hasSize(10);
    assertThat(names.size()).isEqualTo(100);
  }

  @Test
  void looksAtEachNameAgainWithinOneRound() {
    list(95);

    Set<String> looked = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      looked.addAll(list(95));
    }

    assertThat(looked).hasSize(95);
  }

  @Test
  void forgetsANameThatAListingLacks() {
    list(100);
    list(50);
    assertThat(names.size()).isEqualTo(50);
    assertThat(list(100)).hasSizeGreaterThanOrEqualTo(50);
  }

  @Test
  void keepsWhatItKnowsWhenAListingDoesNotEnd() {
    list(100);
    names.begin();
    assertThat(list(100)).hasSize(10);
  }

  /** Makes one listing; returns the names that had to be examined. */
  private List<String> list(int count) {
    names.begin();
    List<JobName> looked =
        IntStream.range(0, count)
            .mapToObj(i -> JobName.of(JobDirectory.SESSION_0, "JobContainer_" + i).orElseThrow())
            .filter(name -> !names.skips(name))
            .toList();
    looked.forEach(names::add);
    names.end();
    return looked.stream().map(JobName::path).toList();
  }
}
