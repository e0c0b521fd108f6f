package dev.attestor.linux;

/** Names in the layout tables: UIDs and IDs from real cgroup paths. */
final class Layouts {

  static final String U1 = "2c48913c-b29f-11e7-9350-020968147796";
  static final String U2 = "daa5c7ee-3484-4533-af39-3591564fd03e";
  static final String STATIC = "0123456789abcdef0123456789abcdef";
  static final String C1 = "9bca8d63d5fa610783847915bcff0ecac1273e5b4bed3f6fa1b07350e0135961";
  static final String C2 = "aff34703e5e1f89443e9a1bffcc80f43f74d4808a2dd22c8f88c08547b323934";
  static final String NODE = "8d461fa5765781bcf5f7eb192f101bc3103d4b932e26236f43feecfa20664f96";

  private Layouts() {}

  /** Replaces {@code U1}, {@code U1_} (in systemd's notation), {@code C1}, {@code N} and so on. */
  static String expand(String template) {
    return template
        .replace("U1_", U1.replace('-', '_'))
        .replace("U2_", U2.replace('-', '_'))
        .replace("U1", U1)
        .replace("U2", U2)
        .replace("S1", STATIC)
        .replace("C1", C1)
        .replace("C2", C2)
        .replace("<N>", NODE);
  }
}
