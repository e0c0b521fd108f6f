package dev.attestor.windows.winapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CommandLineArgumentsTest {

  static Stream<Arguments> lines() {
    List<String> line = List.of("java", "-cp", "lib", "Main", "check", "C:\\東京\\k8s.hcl");
    return Stream.of(
        Arguments.of("puts back", List.of("check", "C:\\??\\k8s.hcl"), line, line.subList(4, 6)),
        Arguments.of("other file", List.of("check", "C:\\??\\x"), line, null),
        Arguments.of("other words", List.of("agent", "C:\\??\\k8s.hcl"), line, null),
        Arguments.of("expanded", List.of("a?", "b", "c", "d", "e", "f", "g"), line, null),
        Arguments.of("asked for", List.of("what?"), List.of("java", "what?"), List.of("what?")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lines")
  void takesTheEndOfTheLineIfItIsTheSame(
      String name,
      List<String> arguments,
      List<String> line,
      @org.jspecify.annotations.Nullable List<String> expected) {
    String[] restored = CommandLineArguments.restore(arguments.toArray(String[]::new), line);

    assertThat(restored).containsExactlyElementsOf(expected == null ? arguments : expected);
  }
}
