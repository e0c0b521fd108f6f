package dev.attestor.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attestor.core.config.PluginData.DataFile;
import dev.attestor.hcl.Hcl;
import dev.attestor.hcl.HclEntry;
import dev.attestor.hcl.HclSyntaxException;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.hcl.decode.Problems;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        Arguments.of(
            "labels all the way",
            "\"plugins\" \"WorkloadAttestor\" \"k8s\" \"plugin_data\" { a = 1 b = 2 }"),
        Arguments.of(
            "plugins with labels",
            "plugins \"WorkloadAttestor\" \"unix\" {}\n"
                + "plugins \"WorkloadAttestor\" \"k8s\" { plugin_data { a = 1 b = 2 } }"),
        Arguments.of("data as a label", "WorkloadAttestor \"k8s\" \"plugin_data\" { a = 1 b = 2 }"),
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

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          plugin_dta { a = 1 }                                              | line 1: error: unknown key "plugin_dta", did you mean "plugin_data"?
          WorkloadAttestor "k8s" { plugin_dta { a = 1 } }                   | line 1: error: unknown key "plugin_dta", did you mean "plugin_data"?
          WorkloadAttestor "k8s" { plugin_data {} plugin_checksm = "x" }    | line 1: error: unknown key "plugin_checksm", did you mean "plugin_checksum"?
          WorkloadAttestor "k8s" { plugin_data {} a = 1 }                   | line 1: error: unknown key "a"
          WorkloadAttestor "k8s" { enabled = false plugin_data {} }         | line 1: warning: enabled is false: SPIRE would not load this plugin; Attestor uses it all the same
          WorkloadAttestor "k8s" { enabled = "no" plugin_data {} }          | line 1: error: enabled is "no", expected true or false
          WorkloadAttestor "k8s" { plugin_data {} plugin_data_file = "f" }  | line 1: error: plugin_data and plugin_data_file exclude each other; set one of them
          plugins { WorkloadAtestor "k8s" { plugin_data {} } }              | line 1: error: unknown key "plugins.WorkloadAtestor", did you mean "plugins.workloadattestor"?
          WorkloadAttestor "k8s" {} WorkloadAttestor "k8s" {}               | line 1: error: plugin "WorkloadAttestor"/"k8s" is declared more than once, first in line 1; expected one
          plugins { WorkloadAttestor "k8s" {} } plugins { WorkloadAttestor "k8s" {} } | line 1: error: plugin "WorkloadAttestor"/"k8s" is declared more than once, first in line 1; expected one
          {"WorkloadAttestor": [{"k8s": {}}, {"k8s": {}}]}                  | line 1: error: plugin "WorkloadAttestor"/"k8s" is declared more than once, first in line 1; expected one
          {"WorkloadAttestor": {"k8s": [{"plugin_data": {}}, {}]}}          | line 1: error: plugin "WorkloadAttestor"/"k8s" is declared more than once, first in line 1; expected one
          """)
  void saysWhatIsWrongAroundTheData(String text, String expected) throws HclSyntaxException {
    Problems problems = new Problems();
    Optional<PluginData> unused = PluginData.find(Hcl.parse(text), problems);
    assertThat(problems.all()).map(ConfigProblem::toString).contains(expected);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "WorkloadAttestor \"k8s\" { enabled = true plugin_cmd = \"x\" plugin_args = [] plugin_data {} }",
        "WorkloadAttestor \"k8s\" {} WorkloadAttestor \"unix\" {}",
        "plugins { KeyManager \"disk\" {} SVIDStore \"a\" {} workload_attestor \"k8s\" {} }",
        "{\"WorkloadAttestor\": {\"k8s\": [{\"plugin_data\": [{}]}]}}",
      })
  void saysNothingOfWhatIsRight(String text) throws HclSyntaxException {
    Problems problems = new Problems();
    assertThat(PluginData.find(Hcl.parse(text), problems)).isPresent();
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void namesTheFileOfTheData() throws HclSyntaxException {
    Problems problems = new Problems();
    PluginData data =
        PluginData.find(
                Hcl.parse("WorkloadAttestor \"k8s\" {\n plugin_data_file = \"k8s.conf\" }"),
                problems)
            .orElseThrow();
    assertThat(data.file()).map(DataFile::path).contains(Path.of("k8s.conf"));
    assertThat(data.entries()).isEmpty();
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void readsTheDataInItsFile() throws Exception {
    Parsed<K8sConfig> parsed = readFile(file -> "kubelet_read_only_port = 1234 # of " + file);
    assertThat(parsed.config().kubelet()).isEqualTo(new KubeletAccess.ReadOnlyPort(1234));
  }

  @Test
  void saysInWhichFileAProblemIs() {
    assertThatThrownBy(() -> readFile(file -> "\nkubelet_secure_prt = 1"))
        .hasMessageContaining(
            "line 1: in \"k8s.conf\", line 2: unknown key \"kubelet_secure_prt\", did you mean"
                + " \"kubelet_secure_port\"?");
    assertThatThrownBy(
            () ->
                readFile(
                    file -> {
                      Problems missing = new Problems();
                      missing.error(null, "the file does not exist");
                      throw new ConfigException(missing.all());
                    }))
        .hasMessageContaining("line 1: in \"k8s.conf\": the file does not exist");
  }

  private static Parsed<K8sConfig> readFile(ConfigTexts files) throws Exception {
    Problems problems = new Problems();
    String text = "plugin_cmd = \"x\" plugin_data_file = \"k8s.conf\"";
    return new K8sConfigReader(name -> null)
        .read(PluginData.find(Hcl.parse(text), problems).orElseThrow(), problems, files);
  }

  private static Optional<List<String>> keys(String text) throws HclSyntaxException {
    return PluginData.find(Hcl.parse(text), new Problems())
        .map(data -> data.entries().stream().map(HclEntry::key).toList());
  }
}
