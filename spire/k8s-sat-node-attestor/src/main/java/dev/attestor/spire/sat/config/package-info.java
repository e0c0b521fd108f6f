/** Reads the configuration of the server side into checked values. */
@NullMarked
package dev.attestor.spire.sat.config;

import org.jspecify.annotations.NullMarked;
