package dev.attestor.licences;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SbomTest {

  private static final String DOCUMENT =
      """
      {
        "metadata": {
          "component": {
            "group": "dev.attestor", "name": "attestor-cli", "version": "0.1.0",
            "purl": "pkg:maven/dev.attestor/attestor-cli@0.1.0?type=jar",
            "licenses": [{"license": {"id": "Apache-2.0"}}]
          }
        },
        "components": [
          {
            "group": "io.netty", "name": "epoll", "version": "4.2",
            "purl": "pkg:maven/io.netty/epoll@4.2?classifier=linux-x86_64&type=jar",
            "licenses": [{"license": {"name": "Some Licence"}}, {"license": {"id": "MIT"}}]
          },
          {"group": "org.x", "name": "y", "version": "1", "purl": "pkg:maven/org.x/y@1?type=jar"}
        ]
      }
      """;

  private final Sbom bom = Sbom.parse(DOCUMENT);

  @Test
  void listsTheProgramAndAllOfItsParts() {
    assertThat(bom.components())
        .containsExactly(
            new Component("dev.attestor:attestor-cli", "0.1.0", "Apache-2.0"),
            new Component("io.netty:epoll", "4.2", "Some Licence, MIT"),
            new Component("org.x:y", "1", ""));
  }

  @Test
  void namesJarsAsMavenDoes() {
    assertThat(bom.jars())
        .containsExactly("attestor-cli-0.1.0.jar", "epoll-4.2-linux-x86_64.jar", "y-1.jar");
  }

  @Test
  void takesARuntimeIn() {
    JavaRuntime runtime = new JavaRuntime("25.0.3", List.of("java.base", "java.xml"));

    bom.add(runtime);

    assertThat(Sbom.parse(bom.text()).components()).contains(runtime.component());
    assertThat(bom.text()).contains("Java runtime: java.base java.xml");
    assertThat(bom.jars()).hasSize(3);
  }

  @Test
  void namesLicencesAsExpressionsOnceTheyAreConcluded() {
    Component epoll = bom.components().get(1);

    bom.conclude(
        Map.of(epoll, Terms.parse("io.netty:*|Some Licence, MIT|Apache-2.0 AND MIT|2011 x")));

    assertThat(bom.components())
        .contains(
            new Component("io.netty:epoll", "4.2", "Apache-2.0 AND MIT"),
            new Component("dev.attestor:attestor-cli", "0.1.0", "Apache-2.0"));
  }
}
