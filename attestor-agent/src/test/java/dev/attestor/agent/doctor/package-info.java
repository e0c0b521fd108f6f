@NullMarked
package dev.attestor.agent.doctor;

import org.jspecify.annotations.NullMarked;
