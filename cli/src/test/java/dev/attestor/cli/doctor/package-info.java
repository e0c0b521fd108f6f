@NullMarked
package dev.attestor.cli.doctor;

import org.jspecify.annotations.NullMarked;
