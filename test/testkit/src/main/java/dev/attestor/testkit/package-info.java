/** Fakes that serve real bytes, and recordings of real kubelets, for tests of all modules. */
@NullMarked
package dev.attestor.testkit;

import org.jspecify.annotations.NullMarked;
