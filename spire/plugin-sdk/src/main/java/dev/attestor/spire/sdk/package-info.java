/**
 * SPIRE plugins in Java. This library does what all plugins share: the go-plugin handshake, the
 * socket, configuration, logging, host services and shutdown. A plugin is one gRPC service, such as
 * {@link dev.attestor.spire.sdk.proto.workloadattestor.WorkloadAttestorGrpc}, and a {@code main}:
 *
 * <pre>{@code
 * public static void main(String[] args) {
 *   PluginServer server = PluginServer.of(PluginType.WORKLOAD_ATTESTOR);
 *   OwnerPlugin plugin = new OwnerPlugin();
 *   server.configuredBy(plugin).add(plugin).serve();
 * }
 * }</pre>
 *
 * <ul>
 *   <li>{@link dev.attestor.spire.sdk.PluginServer} is where to begin; its first call must come
 *       before the first logger.
 *   <li>{@link dev.attestor.spire.sdk.Configurable} receives {@code plugin_data}, {@link
 *       dev.attestor.spire.sdk.Configured} holds what the plugin made of it.
 *   <li>{@link dev.attestor.spire.sdk.HostServices} is the way to the services of SPIRE.
 *   <li>To fail a call with a status, throw a {@link io.grpc.StatusRuntimeException}. Any other
 *       exception is logged, and becomes {@code INTERNAL} for that call alone.
 *   <li>{@code System.out} belongs to the protocol: never print to it before {@code serve}.
 * </ul>
 *
 * <p>{@code docs/writing-plugins.md} has a complete plugin, its launcher and the rules for plugins.
 */
@NullMarked
package dev.attestor.spire.sdk;

import org.jspecify.annotations.NullMarked;
