/**
 * What is shipped, as a bill of materials, and under which licences it is. Used by the build alone.
 */
@NullMarked
package dev.attestor.licences;

import org.jspecify.annotations.NullMarked;
