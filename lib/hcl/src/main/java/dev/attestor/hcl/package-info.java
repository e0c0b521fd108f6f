/**
 * Reads HCL 1, in its native syntax and as JSON, into a tree whose every node knows its line and
 * column; what the keys mean is for the caller to judge.
 */
@NullMarked
package dev.attestor.hcl;

import org.jspecify.annotations.NullMarked;
