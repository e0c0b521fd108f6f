/** The interface between the agent and the sockets or pipes of a platform. */
@NullMarked
package dev.attestor.agent.daemon.listen;

import org.jspecify.annotations.NullMarked;
