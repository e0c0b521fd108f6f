package dev.attestor.core.pod;

import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Pods that a hostile tenant may create, each of up to 1.4 MiB. */
enum FatPods {
  LABELS(pod -> labels(4000, i -> "%05d".formatted(i) + "k".repeat(200) + ".io/n", "v".repeat(63))),
  SMALL_LABELS(pod -> labels(60_000, i -> "l" + i, "")),
  LONG_VALUE(pod -> labels(1, i -> "a", "v".repeat(1_300_000))),
  LONG_KEY(pod -> labels(1, i -> "k".repeat(1_300_000), "")),
  ESCAPES(pod -> labels(1, i -> "a", "\\u0041".repeat(200_000))),
  WIDE(pod -> labels(1500, i -> "l" + i, "\u4e2d".repeat(250))),
  CONTAINERS(pod -> statuses(10_000, i -> container(pod, i, "i:1"))),
  EMPTY_CONTAINERS(pod -> statuses(400_000, i -> "{}")),
  NULL_CONTAINERS(pod -> statuses(250_000, i -> "null")),
  LONG_IMAGES(pod -> statuses(20, i -> container(pod, i, "i".repeat(60_000)))),
  IMAGES_UNDER_THE_LIMIT(pod -> statuses(300, i -> container(pod, i, "i".repeat(4000)))),
  DECLARED(
      pod ->
          "\"spec\": {\"containers\": ["
              + repeat(40_000, i -> "{\"name\": \"c" + i + "\"}")
              + "]}"),
  OWNERS(
      pod ->
          metadata(
              "\"ownerReferences\": ["
                  + repeat(20_000, i -> "{\"kind\": \"K\", \"name\": \"o" + i + "\"}")
                  + "]")),
  NULL_OWNERS(pod -> metadata("\"ownerReferences\": [" + repeat(250_000, i -> "null") + "]"));

  @SuppressWarnings("ImmutableEnumChecker") // The functions above store nothing.
  private final IntFunction<String> content;

  FatPods(IntFunction<String> content) {
    this.content = content;
  }

  /** The pod with a number, as an element of a list. */
  String json(int number) {
    String own = content.apply(number);
    String identity =
        "\"metadata\": {\"name\": \"fat%s\", \"namespace\": \"tenant\", \"uid\": \"fat-%s\""
            .formatted(number, number);
    return own.startsWith(",")
        ? "{%s%s}}".formatted(identity, own)
        : "{%s}, %s}".formatted(identity, own);
  }

  /** Content that is skipped, so it takes no memory at any size. */
  static String harmless(int number, int size) {
    String deep = "{\"f:a\":".repeat(3000) + "{}" + "}".repeat(3000);
    return ("{\"metadata\": {\"name\": \"big%s\", \"namespace\": \"tenant\", \"uid\": \"big-%s\","
            + " \"annotations\": {\"a\": \"%s\"}, \"managedFields\": [{\"fieldsV1\": %s}]},"
            + " \"spec\": {\"imagePullSecrets\": [%s], \"volumes\": [{\"x\": %s}]}}")
        .formatted(
            number,
            number,
            "v".repeat(size),
            deep,
            repeat(2000, i -> "{\"name\": \"s\"}"),
            "9".repeat(300));
  }

  private static String metadata(String field) {
    return ", " + field;
  }

  private static String labels(int count, IntFunction<String> key, String value) {
    return metadata(
        "\"labels\": {" + repeat(count, i -> "\"" + key.apply(i) + "\": \"" + value + "\"") + "}");
  }

  private static String statuses(int count, IntFunction<String> status) {
    return "\"status\": {\"phase\": \"Running\", \"containerStatuses\": ["
        + repeat(count, status)
        + "]}";
  }

  private static String container(int pod, int number, String image) {
    return "{\"name\": \"c%s\", \"image\": \"%s\", \"containerID\": \"containerd://%s-%s\"}"
        .formatted(number, image, pod, number);
  }

  private static String repeat(int count, IntFunction<String> each) {
    return IntStream.range(0, count).mapToObj(each).collect(Collectors.joining(","));
  }
}
