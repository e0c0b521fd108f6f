package dev.attestor.windows;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Calls the real Windows: run by {@code ci/wine/test}, and skipped on other systems. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledOnOs(
    value = OS.WINDOWS,
    disabledReason = "makes calls to Windows; ci/wine/test runs it in a Windows Java")
public @interface RequiresWindows {}
