package dev.attestor.cli;

import dev.attestor.hcl.Hcl;
import dev.attestor.hcl.HclBool;
import dev.attestor.hcl.HclEntry;
import dev.attestor.hcl.HclList;
import dev.attestor.hcl.HclNull;
import dev.attestor.hcl.HclNumber;
import dev.attestor.hcl.HclObject;
import dev.attestor.hcl.HclSyntaxException;
import dev.attestor.hcl.HclText;
import dev.attestor.hcl.HclValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A configuration for others to read. Shows the values of the keys that hold no secret, and of no
 * other key: a new key, a misspelt one and one of another program may hold anything. Comments are
 * left out for the same reason. A key stands only for its own text or list of texts, because a
 * misplaced brace can put any setting inside of another; user information and queries of URLs are
 * cut out everywhere.
 */
final class ShownConfig {

  private static final Pattern BARE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** Keys whose value is a map from names to texts or to lists of texts. */
  private static final Map<String, ShownText> MAPS =
      Map.of("allowed_identities", ShownText.IDENTITY, "registry_mirrors", ShownText.ADDRESS);

  private static final Set<String> ADDRESSES = Set.of("rekor_url", "plain_http_registries");

  private static final Set<String> SHOWN =
      Set.of(
          // the k8s attestor
          "kubelet_read_only_port",
          "kubelet_secure_port",
          "kubelet_ca_path",
          "kubelet_verification",
          "kubelet_server_name",
          "kubelet_server_name_env",
          "token_path",
          "certificate_path",
          "private_key_path",
          "kubelet_pods_api",
          "node_name",
          "node_name_env",
          "max_poll_attempts",
          "poll_retry_interval",
          "reload_interval",
          "container_runtime_endpoint",
          "kube_config_file",
          "kubelet_cgroup_root",
          // sigstore
          "ca_path",
          "trusted_root_path",
          "tuf_cache_path",
          "signature_repository",
          "docker_config_path",
          "skipped_images",
          // the node agent
          "socket_path",
          "socket_mode",
          "socket_group",
          "pipe_name",
          "http_address",
          "http_port",
          "client_ca_path",
          "log_format",
          "log_level",
          "ready_file",
          "watch_interval",
          "users",
          "groups",
          "sids",
          "pods",
          // around the plugin
          "plugin_cmd",
          "plugin_checksum",
          "plugin_data_file",
          "trust_domain");

  private final StringBuilder text = new StringBuilder();

  private ShownConfig() {}

  /** The same settings in HCL, without comments and without the values of other keys. */
  static String of(String config) throws HclSyntaxException {
    ShownConfig shown = new ShownConfig();
    shown.entries(Hcl.parse(config).entries(), "");
    return shown.text.toString();
  }

  private void entries(List<HclEntry> entries, String indent) {
    for (HclEntry entry : entries) {
      String key = entry.key().toLowerCase(Locale.ROOT);
      ShownText map = MAPS.get(key);
      begin(entry, indent);
      if (map != null && entry.value() instanceof HclObject object) {
        map(object, indent, map);
      } else {
        value(entry.value(), indent, how(key));
      }
      text.append('\n');
    }
  }

  private static ShownText how(String key) {
    if (ADDRESSES.contains(key)) {
      return ShownText.ADDRESS;
    }
    return SHOWN.contains(key) ? ShownText.PLAIN : ShownText.NOTHING;
  }

  /** The names in a map are issuers and registries. One that looks like a setting may be one. */
  private void map(HclObject map, String indent, ShownText how) {
    text.append("{\n");
    String inner = indent + "  ";
    for (HclEntry entry : map.entries()) {
      boolean setting = BARE.matcher(entry.key()).matches();
      begin(entry, inner);
      value(entry.value(), inner, setting ? ShownText.NOTHING : how);
      text.append('\n');
    }
    text.append(indent).append('}');
  }

  private void begin(HclEntry entry, String indent) {
    text.append(indent)
        .append(BARE.matcher(entry.key()).matches() ? entry.key() : name(entry.key()));
    entry.labels().forEach(label -> text.append(' ').append(name(label.value())));
    text.append(entry.block() ? " " : " = ");
  }

  private void value(HclValue value, String indent, ShownText how) {
    if (value instanceof HclObject object) {
      text.append("{\n");
      entries(object.entries(), indent + "  ");
      text.append(indent).append('}');
    } else if (value instanceof HclList list) {
      text.append('[');
      for (HclValue item : list.items()) {
        value(item, indent, item instanceof HclList ? ShownText.NOTHING : how);
        text.append(", ");
      }
      text.append(']');
    } else if (value instanceof HclBool bool) {
      text.append(bool.value());
    } else if (value instanceof HclNull) {
      text.append("null");
    } else if (value instanceof HclNumber number && how != ShownText.NOTHING) {
      text.append(number.text());
    } else if (value instanceof HclText string) {
      text.append(quoted(how.of(string.value())));
    } else {
      text.append(quoted(ShownText.NOTHING.of("")));
    }
  }

  private static String name(String key) {
    return quoted(ShownText.PLAIN.of(key));
  }

  private static String quoted(String text) {
    return "\""
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r")
        + "\"";
  }
}
