package dev.attestor.spire.workload;

import com.google.protobuf.ByteString;
import dev.attestor.core.pod.Selectors;
import dev.attestor.spire.sdk.proto.workloadattestor.AttestResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Caches encoded answers. All processes of a container get the same answer, usually even after the
 * next pod list, so its selectors are encoded only once.
 */
final class ResponseCache {

  private static final int MAX_KEPT = 1000;

  private final Map<Selectors, AttestResponse> kept = new ConcurrentHashMap<>();

  AttestResponse of(Selectors selectors) {
    AttestResponse known = kept.get(selectors);
    if (known != null) {
      return known;
    }
    AttestResponse made = encode(selectors);
    if (kept.size() >= MAX_KEPT) {
      kept.clear();
    }
    kept.put(selectors, made);
    return made;
  }

  private static AttestResponse encode(Selectors selectors) {
    AttestResponse.Builder response = AttestResponse.newBuilder();
    // As bytes, because strings would be encoded again for each message.
    selectors.values().forEach(v -> response.addSelectorValuesBytes(ByteString.copyFromUtf8(v)));
    return response.build();
  }
}
