/** Runs this process as a Windows service. */
@NullMarked
package dev.attestor.windows.service;

import org.jspecify.annotations.NullMarked;
