/** The configuration of the server's side as checked values. */
@NullMarked
package dev.attestor.spire.sat.config;

import org.jspecify.annotations.NullMarked;
