/**
 * The configuration of the {@code k8s} attestor: from text to a checked value, with every problem
 * named.
 */
@NullMarked
package dev.attestor.core.config;

import org.jspecify.annotations.NullMarked;
