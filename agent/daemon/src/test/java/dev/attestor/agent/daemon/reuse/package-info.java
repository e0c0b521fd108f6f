/** Numbers of processes that come to mean other processes while the agent is asked. */
@NullMarked
package dev.attestor.agent.daemon.reuse;

import org.jspecify.annotations.NullMarked;
