/** JMH benchmarks: where a plain attestation spends time and memory. */
@NullMarked
package dev.attestor.bench;

import org.jspecify.annotations.NullMarked;
