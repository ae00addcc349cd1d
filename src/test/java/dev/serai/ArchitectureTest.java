package dev.serai;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
    private static final String ROOT = "dev.serai";

    /** What each room of the house knows besides itself. */
    // What a room knows, and what lies below that.
    private static final Map<String, Set<String>> KNOWS = Map.of(
            "rest", Set.of("cache", "write", "security", "cluster", "log"),
            "write", Set.of("cluster"),
            "event", Set.of("cache", "cluster", "store", "log"),
            "sink", Set.of("store", "log"),
            "store", Set.of(),
            "log", Set.of(),
            "cache", Set.of("cluster", "log"),
            "security", Set.of("cluster"),
            "cluster", Set.of("log"));

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @ParameterizedTest
    @MethodSource("rooms")
    void aRoomKnowsOnlyTheRoomsBelowIt(String room) {
        String[] allowed = Stream.concat(Stream.of(room), KNOWS.get(room).stream())
                .map(ArchitectureTest::inside)
                .toArray(String[]::new);
        DescribedPredicate<JavaClass> ours = resideInAPackage(ROOT + "..");

        noClasses()
                .that()
                .resideInAPackage(inside(room))
                .should()
                .dependOnClassesThat(ours.and(not(resideInAnyPackage(allowed))))
                .check(HOUSE);
    }

    @Test
    void theRulesAreAskedOfTheWholeHouse() {
        assertThat(HOUSE.size()).isGreaterThan(100);
    }

    @Test
    void everyPackageIsARoomOfTheHouse() {
        String[] known = Stream.concat(Stream.of(ROOT), KNOWS.keySet().stream().map(ArchitectureTest::inside))
                .toArray(String[]::new);

        classes().should().resideInAnyPackage(known).check(HOUSE);
    }

    @Test
    void noPackageIsNamedAfterNothing() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..impl..", "..manager..")
                .check(HOUSE);
    }

    @Test
    void theVertxRouterIsTouchedInOneClass() {
        assertThat(users(
                        "io.vertx.ext.web.Router",
                        "org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter"))
                .hasSize(1);
    }

    @Test
    void theInsidesOfTheKubernetesClientAreTouchedInOneClass() {
        assertThat(users("io.fabric8.kubernetes.client.dsl.internal.")).hasSize(1);
    }

    @Test
    void nothingIsPrinted() {
        GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(HOUSE);
    }

    @Test
    void nothingSleeps() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(HOUSE);
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class, int.class)
                .check(HOUSE);
        // Thread.sleep(Duration) is of a later JDK than the one that this is compiled for.
        noClasses().should().callMethod(TimeUnit.class, "sleep", long.class).check(HOUSE);
    }

    private static List<String> rooms() {
        return KNOWS.keySet().stream().sorted().toList();
    }

    private static String inside(String room) {
        return ROOT + "." + room + "..";
    }

    /** The outermost classes that depend on a type whose name begins with one of {@code prefixes}. */
    private static Set<String> users(String... prefixes) {
        return HOUSE.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency ->
                        Stream.of(prefixes).anyMatch(dependency.getTargetClass().getName()::startsWith))
                .map(Dependency::getOriginClass)
                .map(origin -> origin.getName().replaceAll("\\$.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
