package dev.attestor.core.pod;

/** An entry of a pod's {@code ownerReferences}. */
public record Owner(String kind, String name, String uid) {}
