/** What one caller may ask, so that none can starve the others. */
@NullMarked
package dev.attestor.node.limits;

import org.jspecify.annotations.NullMarked;
