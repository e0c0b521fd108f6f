/**
 * Reads the configuration of the {@code k8s} attestor into a checked value and reports every
 * problem.
 */
@NullMarked
package dev.attestor.core.config;

import org.jspecify.annotations.NullMarked;
