package dev.attestor.linux;

import dev.attestor.procfs.ProcText;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A kubelet's command line: the values of its options that matter here. */
final class KubeletFlags {

  private static final String ROOT = "--cgroup-root";
  private static final String CONFIG = "--config";
  private static final String CONFIG_DIR = "--config-dir";
  private static final String DRIVER = "--cgroup-driver";
  private static final List<String> KNOWN = List.of(ROOT, CONFIG, CONFIG_DIR, DRIVER);

  private final Map<String, String> values;

  private KubeletFlags(Map<String, String> values) {
    this.values = values;
  }

  /** Reads {@code /proc/PID/cmdline}: words, each with a NUL behind it; the last of two counts. */
  static KubeletFlags parse(ProcText commandLine) {
    String[] words = commandLine.characters().split("\0", -1);
    Map<String, String> values = new HashMap<>();
    for (int i = 1; i < words.length; i++) {
      int equals = words[i].indexOf('=');
      String name = equals < 0 ? words[i] : words[i].substring(0, equals);
      if (!KNOWN.contains(name)) {
        continue;
      }
      if (equals >= 0) {
        values.put(name, utf8(words[i].substring(equals + 1)));
      } else if (i + 1 < words.length) {
        i++;
        values.put(name, utf8(words[i]));
      }
    }
    return new KubeletFlags(values);
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  Optional<String> root() {
    return Optional.ofNullable(values.get(ROOT));
  }

  Optional<CgroupDriver> driver() {
    return Optional.ofNullable(values.get(DRIVER)).flatMap(CgroupDriver::parse);
  }

  Optional<String> configFile() {
    return Optional.ofNullable(values.get(CONFIG)).filter(file -> !file.isEmpty());
  }

  Optional<String> configFolder() {
    return Optional.ofNullable(values.get(CONFIG_DIR)).filter(folder -> !folder.isEmpty());
  }
}
