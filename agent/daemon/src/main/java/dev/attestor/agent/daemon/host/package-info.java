/** The agent as a process: signals, files, and the service manager that started it. */
@NullMarked
package dev.attestor.agent.daemon.host;

import org.jspecify.annotations.NullMarked;
