package dev.attestor.spire.sat;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks which package may use which, and which library. */
class ArchitectureTest {

  private static final String BASE = "dev.attestor.spire.sat";
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(BASE);

  @ParameterizedTest(name = "{0} may know [{1}]")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          key    | key
          token  | token key
          review | review
          config | config key
          agent  | agent
          server | server config key token review
          """)
  void packagesKnowOnlyTheirOwn(String name, String neighbours) {
    String[] allowed =
        Arrays.stream(neighbours.split(" ")).map(each -> BASE + "." + each).toArray(String[]::new);

    noClasses()
        .that()
        .resideInAPackage(BASE + "." + name)
        .should()
        .dependOnClassesThat(
            com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage(BASE + ".*..")
                .and(
                    com.tngtech.archunit.base.DescribedPredicate.not(
                        com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(
                            allowed))))
        .check(ALL);
  }

  @ParameterizedTest(name = "{0} is known to [{1}] alone")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          io.kubernetes..     | review
          dev.attestor.kubernetes.. | agent config review server
          org.jose4j..        | key token
          org.bouncycastle..  | key
          io.grpc.stub..      | agent server
          """)
  void librariesHaveTheirPlace(String library, String users) {
    String[] allowed =
        Arrays.stream(users.split(" ")).map(each -> BASE + "." + each).toArray(String[]::new);

    classes()
        .that()
        .resideOutsideOfPackages(allowed)
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackage(library)
        .check(ALL);
  }
}
