/** The node agent: everything wired, started, reloaded and stopped. */
@NullMarked
package dev.attestor.node;

import org.jspecify.annotations.NullMarked;
