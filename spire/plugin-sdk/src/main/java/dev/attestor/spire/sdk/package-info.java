/**
 * SPIRE plugins in Java: {@link dev.attestor.spire.sdk.PluginServer} implements the go-plugin
 * protocol for the services of a plugin.
 */
@NullMarked
package dev.attestor.spire.sdk;

import org.jspecify.annotations.NullMarked;
