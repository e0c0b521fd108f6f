/**
 * SPIRE plugins in Java: {@link dev.attestor.spire.sdk.PluginServer} speaks the go-plugin protocol
 * for services that a plugin brings.
 */
@NullMarked
package dev.attestor.spire.sdk;

import org.jspecify.annotations.NullMarked;
