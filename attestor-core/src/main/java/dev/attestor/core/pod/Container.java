package dev.attestor.core.pod;

import dev.attestor.core.locate.ContainerId;
import org.jspecify.annotations.Nullable;

/**
 * A container in the status of a pod.
 *
 * @param image the reported image; may be a tag, a digest or empty
 * @param imageId the resolved image; empty while it is missing
 * @param id null until the kubelet has seen the container start
 */
public record Container(
    ContainerKind kind,
    String name,
    String image,
    String imageId,
    @Nullable ContainerId id,
    boolean running) {}
