package dev.attestor.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks the dependencies between packages: they point inward, without cycles. */
class ArchitectureTest {

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.attestor.core");

  @ParameterizedTest(name = "{0} may know [{1}]")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          error   | -
          locate  | -
          event   | error
          pod     | locate event error
          spi     | pod locate error
          config  | -
          tls     | -
          kubelet | tls config spi pod locate event error
          attest  | kubelet config pod spi locate event error
          explain | attest kubelet config pod spi locate event error
          """)
  void packagesKnowOnlyTheirOwn(String name, @org.jspecify.annotations.Nullable String neighbours) {
    String[] allowed =
        Stream.concat(
                Stream.of(name),
                neighbours == null ? Stream.of() : Arrays.stream(neighbours.split(" ")))
            .map(ArchitectureTest::named)
            .toArray(String[]::new);
    DescribedPredicate<JavaClass> others =
        resideInAPackage("dev.attestor.core..")
            .and(DescribedPredicate.not(resideInAnyPackage(allowed)));

    noClasses()
        .that()
        .resideInAPackage(named(name))
        .should()
        .dependOnClassesThat(others)
        .check(CORE);
  }

  @ParameterizedTest(name = "{1} is known to {0} alone")
  @CsvSource({"tls, org.bouncycastle..", "pod, com.google.gson..", "kubelet tls, javax.net.."})
  void librariesHaveFewUsers(String users, String library) {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            Arrays.stream(users.split(" ")).map(ArchitectureTest::named).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(CORE);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.attestor.core.(*)..").should().beFreeOfCycles().check(CORE);
  }

  private static String named(String name) {
    return "dev.attestor.core." + name + "..";
  }
}
