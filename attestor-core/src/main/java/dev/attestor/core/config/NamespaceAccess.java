package dev.attestor.core.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to read labels of namespaces from the API server.
 *
 * @param kubeConfigFile the kubeconfig; if empty, the service account of this pod is used
 */
public record NamespaceAccess(Optional<Path> kubeConfigFile) {}
