package com.hypermindlabs.understudy.drills;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(
    packages = "com.hypermindlabs.understudy.drills",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String DRILLS = "com.hypermindlabs.understudy.drills.";

  @ArchTest
  static final ArchRule theCheckSharesNoCodeWithWhatItChecks =
      noClasses()
          .that()
          .resideInAPackage(DRILLS + "check..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("com.hypermindlabs.understudy..")
                  .and(not(resideInAPackage(DRILLS + "check.."))));

  @ArchTest
  static final ArchRule plansAreMadeOfNothingButTheSeed =
      classes()
          .that()
          .resideInAPackage(DRILLS + "plan..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  DRILLS + "plan..", "java.lang..", "java.util..", "org.jspecify.."));

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching(DRILLS + "(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule namesSayWhatAThingIs =
      noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Common|Impl|Manager)(\\$.*)?");

  @ArchTest
  static final ArchRule everyPackageIsNullMarked =
      classes().that().haveSimpleName("package-info").should().beAnnotatedWith(NullMarked.class);
}
