package com.hypermindlabs.understudy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

/** Keeps the arrows of the house. */
@AnalyzeClasses(
    packages = "com.hypermindlabs.understudy",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.WithoutTestkit.class})
class ArchitectureTest {
  /** The testkit is on the class path of the tests, and no part of the house. */
  static final class WithoutTestkit implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/testkit/");
    }
  }

  private static final String ROOT = "com.hypermindlabs.understudy";

  @ArchTest
  static final ArchRule ARROWS =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
          .layer("server")
          .definedBy(ROOT + ".server..")
          .layer("config")
          .definedBy(ROOT + ".config..")
          .layer("health")
          .definedBy(ROOT + ".health..")
          .layer("route")
          .definedBy(ROOT + ".route..")
          .layer("pool")
          .definedBy(ROOT + ".pool..")
          .layer("provision")
          .definedBy(ROOT + ".provision..")
          .layer("capture")
          .definedBy(ROOT + ".capture..")
          .layer("mirror")
          .definedBy(ROOT + ".mirror..")
          .layer("reconcile")
          .definedBy(ROOT + ".reconcile..")
          .layer("status")
          .definedBy(ROOT + ".status..")
          .layer("wiring")
          .definedBy(ROOT)
          .layer("metrics")
          .definedBy(ROOT + ".metrics..")
          .whereLayer("server")
          .mayOnlyBeAccessedByLayers("config", "provision", "wiring")
          .whereLayer("health")
          .mayOnlyBeAccessedByLayers("route", "pool", "status", "wiring", "metrics")
          .whereLayer("route")
          .mayOnlyBeAccessedByLayers("pool", "status", "wiring", "metrics")
          .whereLayer("pool")
          .mayOnlyBeAccessedByLayers("wiring")
          .whereLayer("provision")
          .mayOnlyBeAccessedByLayers("wiring")
          .whereLayer("capture")
          .mayOnlyBeAccessedByLayers("mirror", "reconcile", "wiring")
          .whereLayer("mirror")
          .mayOnlyBeAccessedByLayers("reconcile", "wiring")
          .whereLayer("reconcile")
          .mayOnlyBeAccessedByLayers("wiring")
          .whereLayer("status")
          .mayOnlyBeAccessedByLayers("wiring", "metrics")
          .whereLayer("wiring")
          .mayOnlyBeAccessedByLayers("metrics")
          .whereLayer("metrics")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule NO_CYCLES = slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NO_DRAWERS_FOR_ANYTHING =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .orShould()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .resideInAnyPackage("..util..", "..common..", "..helper..", "..impl..", "..manager..");

  @ArchTest
  static final ArchRule NOTHING_IS_PRINTED =
      noClasses()
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule CONNECTIONS_COME_FROM_ONE_FACTORY =
      noClasses()
          .that()
          .doNotHaveSimpleName("ConnectionFactory")
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.sql\\.DriverManager|org\\.postgresql\\.ds\\..*|org\\.postgresql\\.Driver");

  @ArchTest
  static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED =
      classes()
          .should(
              new ArchCondition<>("be in a null-marked package") {
                @Override
                public void check(JavaClass item, ConditionEvents events) {
                  if (!item.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(SimpleConditionEvent.violated(item, item.getName() + " is not"));
                  }
                }
              });
}
