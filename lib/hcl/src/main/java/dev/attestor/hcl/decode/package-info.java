/**
 * Decodes the entries of an HCL tree into checked values, and reports all problems of a
 * configuration at once. The caller defines the keys.
 */
@NullMarked
package dev.attestor.hcl.decode;

import org.jspecify.annotations.NullMarked;
