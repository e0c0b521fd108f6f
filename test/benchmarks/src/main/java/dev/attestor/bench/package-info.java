/** JMH benchmarks: what a plain attestation spends its time and memory on. */
@NullMarked
package dev.attestor.bench;

import org.jspecify.annotations.NullMarked;
