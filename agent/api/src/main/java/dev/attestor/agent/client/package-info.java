/**
 * A client of the node agent, which tells a process which pod and container it is in. It speaks
 * over the agent's socket, or its named pipe on Windows, and needs no configuration:
 *
 * <pre>{@code
 * try (AttestorClient attestor = AttestorClient.connect(AttestorClient.defaultAddress())) {
 *   Identity me = attestor.whoAmI();
 *   System.out.println(me.getWorkload().getPod().getNamespace());
 * }
 * }</pre>
 *
 * <ul>
 *   <li>{@link dev.attestor.agent.client.AttestorClient#whoAmI} asks about this process, {@link
 *       dev.attestor.agent.client.AttestorClient#whoIs} about another one, which the agent allows
 *       only those that its configuration names.
 *   <li>{@link dev.attestor.agent.client.AttestorClient#watch} also tells every later change.
 *   <li>The messages are those of {@link dev.attestor.agent.api.v1.AttestorGrpc}, the agent's gRPC
 *       API.
 *   <li>An answer is for the caller on this node. It proves nothing to others.
 * </ul>
 */
@NullMarked
package dev.attestor.agent.client;

import org.jspecify.annotations.NullMarked;
