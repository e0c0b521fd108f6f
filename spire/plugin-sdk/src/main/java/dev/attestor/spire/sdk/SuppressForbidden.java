package dev.attestor.spire.sdk;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Lets a member call what {@code config/forbidden-apis.txt} forbids. */
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.CONSTRUCTOR, ElementType.METHOD})
@interface SuppressForbidden {

  /** Why this one may. */
  String reason();
}
