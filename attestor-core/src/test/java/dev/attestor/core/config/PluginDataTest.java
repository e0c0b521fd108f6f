package dev.attestor.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.hcl.Hcl;
import dev.attestor.hcl.HclEntry;
import dev.attestor.hcl.HclSyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PluginDataTest {

  static Stream<Arguments> parts() {
    String plugin = "WorkloadAttestor \"k8s\" { plugin_data { a = 1 b = 2 } }";
    String json = "{\"k8s\": {\"plugin_data\": {\"a\": 1, \"b\": 2}}}";
    return Stream.of(
        Arguments.of(
            "agent.conf",
            "agent { trust_domain = \"x\" }\nplugins { KeyManager \"memory\" { plugin_data {} }\n"
                + "WorkloadAttestor \"unix\" { plugin_data { c = 3 } }\n"
                + plugin
                + "\nNodeAttestor \"k8s\" { plugin_data { d = 4 } } }\nhealth_checks {}"),
        Arguments.of("plugins block", "plugins { " + plugin + " }"),
        Arguments.of("plugins as an assignment", "plugins = { " + plugin + " }"),
        Arguments.of("plugins as a list", "plugins = [{ " + plugin + " }]"),
        Arguments.of("keys in any case", plugin.replace("Work", "work").replace("_d", "_D")),
        Arguments.of("plugin block", plugin),
        Arguments.of(
            "plugin block with a command",
            plugin.replace("{ plugin_data", "{ plugin_cmd = \"/attestor\" plugin_data")),
        Arguments.of("plugin_data block", "plugin_data { a = 1 b = 2 }"),
        Arguments.of("plugin_data in two blocks", "plugin_data { a = 1 } plugin_data { b = 2 }"),
        Arguments.of("the data alone", "a = 1\nb = 2"),
        Arguments.of("JSON", "{\"plugins\": {\"WorkloadAttestor\": " + json + "}}"),
        Arguments.of(
            "JSON with lists",
            "{\"plugins\": [{\"WorkloadAttestor\": [{\"unix\": [{}]}, " + json + "]}]}"),
        Arguments.of("JSON plugin block", "{\"WorkloadAttestor\": [" + json + "]}"),
        Arguments.of("JSON data alone", "{\"a\": 1, \"b\": 2}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("parts")
  void findsTheDataInAnyPartOfAConfiguration(String part, String text) throws HclSyntaxException {
    assertThat(keys(text)).contains(List.of("a", "b"));
  }

  static Stream<Arguments> without() {
    return Stream.of(
        Arguments.of("another plugin", "WorkloadAttestor \"unix\" { plugin_data {} }"),
        Arguments.of("another name", "WorkloadAttestor \"K8S\" { plugin_data {} }"),
        Arguments.of("empty plugins", "plugins {}"),
        Arguments.of("another type", "plugins { NodeAttestor \"k8s\" { plugin_data {} } }"),
        Arguments.of("plugins of no use", "plugins = 7"),
        Arguments.of("JSON", "{\"plugins\": {\"WorkloadAttestor\": [{\"unix\": {}}]}}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("without")
  void findsNothingWhereThePluginIsMissing(String name, String text) throws HclSyntaxException {
    assertThat(keys(text)).isEmpty();
  }

  @Test
  void findsNoDataInAPluginWithoutAny() throws HclSyntaxException {
    assertThat(keys("WorkloadAttestor \"k8s\" { plugin_cmd = \"x\" }")).contains(List.of());
  }

  private static Optional<List<String>> keys(String text) throws HclSyntaxException {
    return PluginData.find(Hcl.parse(text))
        .map(entries -> entries.stream().map(HclEntry::key).toList());
  }
}
