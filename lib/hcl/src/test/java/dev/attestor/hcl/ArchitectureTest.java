package dev.attestor.hcl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The parser does not know the meaning of keys, and both packages need only the JDK. */
class ArchitectureTest {

  @Test
  void syntaxKnowsNothingOfDecoding() {
    knowsOnly("dev.attestor.hcl", "dev.attestor.hcl");
  }

  @Test
  void decodingKnowsOnlySyntax() {
    knowsOnly("dev.attestor.hcl.decode", "dev.attestor.hcl..");
  }

  private static void knowsOnly(String name, String neighbours) {
    classes()
        .that()
        .resideInAPackage(name)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(neighbours, "java..", "org.jspecify..")
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.attestor.hcl"));
  }
}
