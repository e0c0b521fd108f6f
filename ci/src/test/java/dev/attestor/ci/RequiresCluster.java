package dev.attestor.ci;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a test if no one-node cluster runs, with the reason. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresCluster.Condition.class)
@interface RequiresCluster {

  /** Checks the property that {@code ci/test} sets. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return System.getProperty("attestor.cluster.dir", "").isEmpty()
          ? ConditionEvaluationResult.disabled(
              "needs the cluster of ci/cluster/up, named by -Dattestor.cluster.dir; ci/test does that")
          : ConditionEvaluationResult.enabled("a cluster runs");
    }
  }
}
