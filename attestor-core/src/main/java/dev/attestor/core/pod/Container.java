package dev.attestor.core.pod;

import dev.attestor.core.locate.ContainerId;
import org.jspecify.annotations.Nullable;

/**
 * A container as the kubelet reports it in a pod's status.
 *
 * @param image the image as reported; may be a tag, a digest or empty
 * @param imageId the resolved image as reported; empty while the image is missing
 * @param id null until the kubelet has seen the container start
 */
public record Container(
    ContainerKind kind,
    String name,
    String image,
    String imageId,
    @Nullable ContainerId id,
    boolean running) {}
