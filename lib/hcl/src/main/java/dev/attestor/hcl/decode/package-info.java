/**
 * Turns the entries of an HCL tree into checked values, and tells every problem of a configuration
 * at once; which keys there are is for the caller to say.
 */
@NullMarked
package dev.attestor.hcl.decode;

import org.jspecify.annotations.NullMarked;
