package dev.attestor.core.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How labels of namespaces are read from the API server.
 *
 * @param kubeConfigFile the way to it; empty: that of a pod
 */
public record NamespaceAccess(Optional<Path> kubeConfigFile) {}
