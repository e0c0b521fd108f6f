package dev.attestor.ci;

import dev.attestor.testkit.DockerRegistry;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Leaves a test out, and says why, where Debian's docker-registry is not installed. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresDockerRegistry.Condition.class)
@interface RequiresDockerRegistry {

  /** Looks for the program. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return DockerRegistry.program().isPresent()
          ? ConditionEvaluationResult.enabled("docker-registry is installed")
          : ConditionEvaluationResult.disabled("needs docker-registry, from Debian's package");
    }
  }
}
