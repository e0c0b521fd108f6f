/** The packaged agent behind its pipe, over time. */
@org.jspecify.annotations.NullMarked
package dev.attestor.agent.daemon.soak;
