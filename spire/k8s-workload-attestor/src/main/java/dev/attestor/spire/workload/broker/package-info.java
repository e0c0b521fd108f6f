/**
 * References, and the brokers that SPIRE agents ask for: who may ask about what, and what is
 * checked before anything is told. No message tells a broker what it may not learn.
 */
@NullMarked
package dev.attestor.spire.workload.broker;

import org.jspecify.annotations.NullMarked;
