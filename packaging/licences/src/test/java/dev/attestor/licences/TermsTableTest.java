package dev.attestor.licences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TermsTableTest {

  private static final Component CORE = new Component("io.grpc:grpc-core", "1.85.1", "Apache-2.0");
  private static final Component RE2J = new Component("com.google.re2j:re2j", "1.8", "Go License");

  private final TermsTable table =
      TermsTable.parse(
          """
          # components|declared|licence|copyright

          io.grpc:*|Apache-2.0|Apache-2.0|2014 The gRPC Authors
          com.google.re2j:re2j|Go License|BSD-3-Clause|2009 The Go Authors; 2010 Others
          """);

  @Test
  void findsTheTermsOfEachComponentAndSortsThem() throws LicenceException {
    assertThat(table.of(List.of(CORE, RE2J)).entrySet())
        .extracting(entry -> entry.getKey() + " " + entry.getValue().expression())
        .containsExactly(
            "com.google.re2j:re2j:1.8 BSD-3-Clause", "io.grpc:grpc-core:1.85.1 Apache-2.0");
  }

  @Test
  void setsHoldersOfRightsApart() throws LicenceException {
    assertThat(table.of(List.of(RE2J)).values())
        .containsExactly(
            new Terms(
                "com.google.re2j:re2j",
                "Go License",
                "BSD-3-Clause",
                List.of("2009 The Go Authors", "2010 Others")));
  }

  @Test
  void refusesAComponentWithoutARowAndOneWhoseMetadataChanged() {
    Component unknown = new Component("org.x:y", "2", "MIT");
    Component changed = new Component("io.grpc:grpc-stub", "2.0", "SSPL-1.0");

    assertThatThrownBy(() -> table.of(List.of(unknown, CORE, changed)))
        .isInstanceOf(LicenceException.class)
        .hasMessage(
            """
            org.x:y:2 has 0 rows in components.txt, expected one
            io.grpc:grpc-stub:2.0 is declared to be under "SSPL-1.0", and components.txt was written for "Apache-2.0"\
            """);
  }

  @Test
  void refusesARowThatLacksAPart() {
    assertThatThrownBy(() -> TermsTable.parse("io.grpc:*|Apache-2.0|2014 The gRPC Authors"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "expected components|declared|licence|copyright, not \"io.grpc:*|Apache-2.0|2014 The gRPC Authors\"");
  }

  @Test
  void asksForTheTextsOfLicencesButNotOfTheOnesNotChosen() {
    assertThat(
            LicenceTexts.needed(
                List.of(
                    Terms.parse("a:*|x|(LGPL-2.1-or-later OR Apache-2.0) AND MIT|2020 A"),
                    Terms.parse("b:*|x|GPL-2.0-only WITH Classpath-exception-2.0|2020 B"))))
        .containsExactly("Apache-2.0", "MIT");
  }
}
