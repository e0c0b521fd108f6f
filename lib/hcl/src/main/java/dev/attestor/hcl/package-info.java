/**
 * Parses HCL 1, in its native syntax and as JSON, into a tree whose nodes know their line and
 * column. The caller interprets the keys.
 */
@NullMarked
package dev.attestor.hcl;

import org.jspecify.annotations.NullMarked;
