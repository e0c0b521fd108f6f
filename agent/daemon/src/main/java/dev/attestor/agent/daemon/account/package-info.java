/** The accounts of this system: their numbers by name, and their names for people to read. */
@NullMarked
package dev.attestor.agent.daemon.account;

import org.jspecify.annotations.NullMarked;
