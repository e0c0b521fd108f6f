package dev.attestor.spire.sat.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.spire.sat.config.TokenValidation.ByKeys;
import dev.attestor.spire.sat.config.TokenValidation.ByReview;
import dev.attestor.spire.sat.key.KeyFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConfigReaderTest {

  private static final TokenValidation KEY_FILE =
      new ByKeys(
          new KeyFiles(Optional.of(Path.of("/run/k8s-certs/sa.pub")), Optional.empty()),
          Optional.empty(),
          List.of());

  /** The samples in SPIRE's documentation, with their missing brace. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          service_account_key_file = "/run/k8s-certs/sa.pub"                                     | keys
          use_token_review_api_validation = true                                                 | pod
          use_token_review_api_validation = true kube_config_file = "path/to/kubeconfig/file"    | kubeconfig
          """)
  void takesTheConfigurationsOfSpire(String keys, String expected) throws ConfigException {
    String text =
        """
        clusters = {
            "MyCluster" = {
                service_account_allow_list = ["production:spire-agent"]
                %s
            }
        }
        """
            .formatted(keys);

    TokenValidation validation =
        switch (expected) {
          case "keys" -> KEY_FILE;
          case "pod" -> new ByReview(Optional.empty());
          default -> new ByReview(Optional.of(Path.of("path/to/kubeconfig/file")));
        };
    ClusterConfig cluster =
        new ClusterConfig(
            "MyCluster",
            Set.of("production:spire-agent"),
            validation,
            List.of(),
            false,
            TokenBinding.IGNORE,
            AgentId.UUID);
    assertThat(ServerConfigReader.read(text))
        .isEqualTo(new Parsed<>(new ServerConfig(List.of(cluster), Optional.empty()), List.of()));
  }

  @Test
  void readsEverySetting() throws ConfigException {
    String text =
        """
        clusters "a.b_c-1" {
          service_account_allow_list = ["x:y", "z:w"]
          service_account_key_file = "/k"
          service_account_jwks_file = "/j"
          key_reload_interval = "90s"
          issuer = "https://i"
          audience = "spire"
          refuse_used_tokens = "true"
          token_binding = "node"
          agent_id = "node"
        }
        clusters "second" {
          service_account_allow_list = ["x:y"]
          use_token_review_api_validation = 1
          audience = ["a", "b"]
          token_binding = "pod"
          agent_id = "pod"
        }
        clusters_directory = "/clusters"
        """;
    TokenValidation byKeys =
        new ByKeys(
            new KeyFiles(Optional.of(Path.of("/k")), Optional.of(Path.of("/j"))),
            Optional.of(Duration.ofSeconds(90)),
            List.of("https://i"));

    assertThat(ServerConfigReader.read(text))
        .isEqualTo(
            new Parsed<>(
                new ServerConfig(
                    List.of(
                        new ClusterConfig(
                            "a.b_c-1",
                            Set.of("x:y", "z:w"),
                            byKeys,
                            List.of("spire"),
                            true,
                            TokenBinding.NODE,
                            AgentId.NODE),
                        new ClusterConfig(
                            "second",
                            Set.of("x:y"),
                            new ByReview(Optional.empty()),
                            List.of("a", "b"),
                            false,
                            TokenBinding.POD,
                            AgentId.POD)),
                    Optional.of(Path.of("/clusters"))),
                List.of()));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          keys = "oidc" issuer = "https://i" issuer_ca_file = "/ca" key_reload_interval = "1m" keys_max_age = "2h" | ByPublishedKeys[place=Issuer[issuer=https://i, authorities=Optional[/ca]], refresh=PT1M, most=PT2H, issuers=[https://i]]
          keys = "oidc" issuer = ["https://i/a"]                  | ByPublishedKeys[place=Issuer[issuer=https://i/a, authorities=Optional.empty], refresh=PT5M, most=PT24H, issuers=[https://i/a]]
          keys = "api_server" kube_config_file = "/c"             | ByPublishedKeys[place=ApiServer[kubeconfig=Optional[/c]], refresh=PT5M, most=PT24H, issuers=[]]
          keys = "api_server" issuer = ["a", "b"]                 | ByPublishedKeys[place=ApiServer[kubeconfig=Optional.empty], refresh=PT5M, most=PT24H, issuers=[a, b]]
          keys = "file" service_account_key_file = "/k"           | ByKeys[files=KeyFiles[pem=Optional[/k], jwks=Optional.empty], reload=Optional.empty, issuers=[]]
          """)
  void readsWhereKeysComeFrom(String keys, String expected) throws ConfigException {
    Parsed<ServerConfig> parsed =
        ServerConfigReader.read(
            "clusters { a { service_account_allow_list = [\"x:y\"] audience = \"s\" "
                + keys
                + " } }");

    assertThat(parsed.remarks()).isEmpty();
    assertThat(parsed.config().clusters())
        .map(cluster -> cluster.validation().toString())
        .containsExactly(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "issuer = [\"https://old\", \"https://new\"] | https://old,https://new",
        "issuer = [\"https://a\", \"https://a\"]     | https://a",
        "issuer = \"https://a\"                      | https://a",
      })
  void readsOneIssuerOrSeveral(String issuer, String expected) throws ConfigException {
    assertThat(ServerConfigReader.read(withKeys(issuer)).config().clusters())
        .extracting(ClusterConfig::validation)
        .containsExactly(
            new ByKeys(
                new KeyFiles(Optional.of(Path.of("/k")), Optional.empty()),
                Optional.empty(),
                List.of(expected.split(","))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "issuer = \"a\" issuer = \"b\"     | clusters.a.issuer is set 2 times; set it once, to a"
            + " list of all issuers",
        "issuer = [\"a\"] issuer = [\"a\"] | clusters.a.issuer is set 2 times; set it once, to a"
            + " list of all issuers",
        "issuer = []                       | clusters.a.issuer has no issuer, expected at least one"
            + " issuer such as \"https://kubernetes.default.svc\"",
        "issuer = [\"a\", \"\"]            | clusters.a.issuer has an empty issuer, expected at"
            + " least one issuer such as \"https://kubernetes.default.svc\"",
        "issuer = { a = 1 }                | clusters.a.issuer is a block, expected a list of"
            + " strings",
      })
  void refusesIssuersOfNoUse(String issuer, String expected) {
    assertThat(problems(withKeys(issuer))).containsExactly("line 1: error: " + expected);
  }

  private static String withKeys(String issuer) {
    return "clusters { a { service_account_allow_list = [\"x:y\"] service_account_key_file = \"/k\""
        + " "
        + issuer
        + " } }";
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"", "clusters = {}", "clusters {}", "{\"clusters\": null}"})
  void wantsACluster(String text) {
    assertThat(problems(text))
        .singleElement()
        .asString()
        .endsWith("error: clusters holds no cluster, expected at least one");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a { service_account_key_file = "/k" }                                    | error: clusters.a.service_account_allow_list of the cluster "a" is empty, expected at least one "<namespace>:<account>"
          a { service_account_key_file = "/k" service_account_allow_list = [] }    | line 1: error: clusters.a.service_account_allow_list of the cluster "a" is empty, expected at least one "<namespace>:<account>"
          a { service_account_allow_list = ["x:y"] }                               | error: clusters.a.service_account_key_file of the cluster "a" is not set, and use_token_review_api_validation is not true; one of them has to be
          a { service_account_allow_list = ["x:y"] service_account_key_file = "" } | error: clusters.a.service_account_key_file of the cluster "a" is not set, and use_token_review_api_validation is not true; one of them has to be
          a { service_account_allow_list = ["x:y"] use_token_review_api_validation = "yes" service_account_key_file = "/k" } | line 1: error: clusters.a.use_token_review_api_validation is "yes", expected true or false
          a { service_account_allow_list = ["x:y"] service_account_key_file = "/k" key_reload_interval = "0s" } | line 1: error: clusters.a.key_reload_interval is not positive, expected a duration such as "1m"
          a { service_account_allow_list = ["x:y"] service_account_key_file = "/k" token_binding = "Node" } | line 1: error: clusters.a.token_binding is "Node", expected one of "ignore", "pod", "node"
          a { service_account_allow_list = ["x:y"] service_account_key_file = "/k" agent_id = "name" } | line 1: error: clusters.a.agent_id is "name", expected one of "uuid", "node", "pod"
          a { service_account_allow_list = ["x:y"] service_account_key_file = "/k" agent_id = "pod" } | line 1: error: clusters.a.agent_id is "pod", which needs token_binding = "pod" or "node"
          a { service_account_allow_list = ["x:y"] service_account_key_file = "/k" agent_id = "node" token_binding = "pod" } | line 1: error: clusters.a.agent_id is "node", which needs token_binding = "node"
          a { service_account_allow_list = ["x:y"] keys = "jwks" service_account_key_file = "/k" } | line 1: error: clusters.a.keys is "jwks", expected one of "file", "oidc", "api_server"
          a { service_account_allow_list = ["x:y"] audience = "s" keys = "oidc" }                             | error: clusters.a.issuer has to be one issuer with keys = "oidc", expected "https://<host>/<path>"
          a { service_account_allow_list = ["x:y"] audience = "s" keys = "oidc" issuer = "http://i" }         | line 1: error: clusters.a.issuer has to be one issuer with keys = "oidc", expected "https://<host>/<path>"
          a { service_account_allow_list = ["x:y"] audience = "s" keys = "oidc" issuer = ["https://i", "https://j"] } | line 1: error: clusters.a.issuer has to be one issuer with keys = "oidc", expected "https://<host>/<path>"
          a { service_account_allow_list = ["x:y"] audience = "s" keys = "api_server" key_reload_interval = "9s" }    | line 1: error: clusters.a.key_reload_interval is shorter than 10 s, expected a duration such as "5m" for published keys
          a { service_account_allow_list = ["x:y"] audience = "s" keys = "api_server" keys_max_age = "1m" }   | line 1: error: clusters.a.keys_max_age is shorter than clusters.a.key_reload_interval, expected a longer duration such as "24h"
          "a/b" { service_account_allow_list = ["x:y"] service_account_key_file = "/k" } | line 1: error: the cluster name "a/b" is not a valid segment of a SPIFFE ID, expected letters, digits, '.', '-' and '_'
          ".." { service_account_allow_list = ["x:y"] service_account_key_file = "/k" }  | line 1: error: the cluster name ".." is not a valid segment of a SPIFFE ID, expected letters, digits, '.', '-' and '_'
          "a b" { service_account_allow_list = ["x:y"] service_account_key_file = "/k" } | line 1: error: the cluster name "a b" is not a valid segment of a SPIFFE ID, expected letters, digits, '.', '-' and '_'
          "" { service_account_allow_list = ["x:y"] service_account_key_file = "/k" }    | line 1: error: the cluster name "" is not a valid segment of a SPIFFE ID, expected letters, digits, '.', '-' and '_'
          a { service_account_allow_list = ["x:y"] service_account_keyfile = "/k" use_token_review_api_validation = true } | line 1: error: unknown key "clusters.a.service_account_keyfile", did you mean "clusters.a.service_account_key_file"?
          """)
  void refusesWhatCannotWork(String cluster, String expected) {
    assertThat(problems("clusters { " + cluster + " }")).containsExactly(expected);
  }

  @Test
  void tellsAllProblemsAtOnce() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () -> ServerConfigReader.read("clusters { a {} \"b/c\" { x = 1 } }\ncluster {}"))
        .satisfies(e -> assertThat(e.problems()).hasSize(7));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          service_account_allow_list = ["x:y"] service_account_key_file = "/k" kube_config_file = "/c"                | clusters.a.kube_config_file has no effect without use_token_review_api_validation
          service_account_allow_list = ["x:y"] use_token_review_api_validation = true service_account_key_file = "/k" | clusters.a.service_account_key_file has no effect with use_token_review_api_validation
          service_account_allow_list = ["x:y"] use_token_review_api_validation = true issuer = "i"                    | clusters.a.issuer has no effect with use_token_review_api_validation
          service_account_allow_list = ["x:y"] use_token_review_api_validation = true keys = "oidc"                   | clusters.a.keys has no effect with use_token_review_api_validation
          service_account_allow_list = ["x:y"] audience = "s" keys = "api_server" service_account_key_file = "/k"                    | clusters.a.service_account_key_file has no effect with keys = "api_server"
          service_account_allow_list = ["x:y"] audience = "s" keys = "oidc" issuer = "https://i" kube_config_file = "/k"             | clusters.a.kube_config_file has no effect with keys = "oidc"
          service_account_allow_list = ["x:y"] service_account_key_file = "/k" keys_max_age = "1h"                    | clusters.a.keys_max_age has no effect without keys
          service_account_allow_list = ["x:y"] keys = "api_server"                                                    | clusters.a.audience is empty with keys = "api_server", so tokens for any audience are accepted; expected one such as ["spire-server"]
          service_account_allow_list = ["x:y"] keys = "oidc" issuer = "https://i" audience = []                       | clusters.a.audience is empty with keys = "oidc", so tokens for any audience are accepted; expected one such as ["spire-server"]
          service_account_allow_list = ["spire-agent"] service_account_key_file = "/k"                                | clusters.a.service_account_allow_list holds "spire-agent", which is not a valid account; expected "<namespace>:<account>"
          """)
  void warnsOfWhatHasNoEffect(String keys, String expected) throws ConfigException {
    assertThat(ServerConfigReader.read("clusters { a { " + keys + " } }").remarks())
        .map(ConfigProblem::toString)
        .containsExactly("line 1: warning: " + expected);
  }

  private static List<String> problems(String text) {
    return catchThrowableOfType(ConfigException.class, () -> ServerConfigReader.read(text))
        .problems()
        .stream()
        .map(ConfigProblem::toString)
        .toList();
  }
}
