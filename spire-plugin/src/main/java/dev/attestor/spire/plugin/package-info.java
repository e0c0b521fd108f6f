/**
 * SPIRE plugins in Java: {@link dev.attestor.spire.plugin.PluginServer} speaks the go-plugin
 * protocol for services that a plugin brings.
 */
@NullMarked
package dev.attestor.spire.plugin;

import org.jspecify.annotations.NullMarked;
