@NullMarked
package dev.attestor.agent;

import org.jspecify.annotations.NullMarked;
