package com.hypermindlabs.understudy.assistant;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(
    packages = "com.hypermindlabs.understudy.assistant",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "com.hypermindlabs.understudy.";

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching(ROOT + "assistant.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule storesKnowNothingOfTheLibrary =
      noClasses()
          .that()
          .resideInAnyPackage(ROOT + "assistant.store..", ROOT + "assistant.migration..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "com.hypermindlabs.understudy",
              ROOT + "config..",
              ROOT + "health..",
              ROOT + "route..",
              ROOT + "pool..",
              ROOT + "provision..",
              ROOT + "server..",
              ROOT + "status..",
              "com.zaxxer.hikari..",
              "org.postgresql..");

  @ArchTest
  static final ArchRule storesReachADatabaseOnlyThroughTheSourceTheyAreGiven =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.sql.DriverManager")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.sql.Driver")
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage("org.postgresql.ds..");

  @ArchTest
  static final ArchRule migrationsAreNotSeenByStores =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "assistant.store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + "assistant.migration..", "org.flywaydb..");

  @ArchTest
  static final ArchRule namesSayWhatAThingIs =
      noClasses()
          .should()
          .haveNameMatching(".*(Util|Utils|Helper|Common|Impl|Manager)(\\$.*)?")
          .orShould()
          .resideInAnyPackage("..util..", "..helper..", "..common..", "..impl..", "..manager..");

  @ArchTest
  static final ArchRule everyPackageIsNullMarked =
      classes().that().haveSimpleName("package-info").should().beAnnotatedWith(NullMarked.class);
}
