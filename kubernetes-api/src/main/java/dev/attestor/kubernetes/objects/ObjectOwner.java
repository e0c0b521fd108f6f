package dev.attestor.kubernetes.objects;

/**
 * An entry of an object's {@code ownerReferences}.
 *
 * @param group the API group without a version; {@code core} if there is none, or if it cannot be
 *     read
 * @param controller whether this owner manages the object
 */
public record ObjectOwner(String group, String kind, String name, String uid, boolean controller) {

  /** The group of a text such as {@code apps/v1}. */
  static String group(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash <= 0 || apiVersion.indexOf('/', slash + 1) >= 0
        ? ObjectType.CORE
        : apiVersion.substring(0, slash);
  }
}
