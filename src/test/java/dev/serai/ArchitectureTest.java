package dev.serai;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the house as docs/architecture.md draws it. */
class ArchitectureTest {
    private static final String ROOT = "dev.serai";
    private static final int MOST_FILES = 20;
    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path PAGE = Path.of("docs/architecture.md");
    private static final Pattern CLASS_NAME = Pattern.compile("`([A-Z][a-z]+(?:[A-Z][a-z]+)+)`");
    private static final Pattern IMPORT = Pattern.compile("import (?:static )?dev\\.serai\\.([a-z.]+)\\.[A-Z]");

    /** Each room, and the rooms that it knows: what its own classes name, not what lies behind that. */
    private static final Map<String, Set<String>> KNOWS = new TreeMap<>(Map.ofEntries(
            room("cache", "cache.object", "cache.reflector", "cache.store", "health", "kube", "log"),
            room("cache.object", "kube", "kube.selector"),
            room("cache.reflector", "cache.object", "cache.store", "kube"),
            room("cache.store", "cache.object", "kube", "kube.selector", "log"),
            room("cloudevent", "kube"),
            room("cluster", "cluster.kubeconfig", "kube", "log"),
            room("cluster.demo", "cluster", "log"),
            room("cluster.kubeconfig"),
            room(
                    "command",
                    "http",
                    "limit",
                    "openapi",
                    "prepull",
                    "rest.consistency",
                    "rest.exchange",
                    "rest.idempotency",
                    "rest.write",
                    "scenario",
                    "sink",
                    "sink.deadletter",
                    "sink.webhook",
                    "validate"),
            room("converter"),
            room(
                    "event",
                    "cache",
                    "cache.object",
                    "cache.store",
                    "cloudevent",
                    "converter",
                    "event.delivery",
                    "event.ledger",
                    "event.pod",
                    "health",
                    "kube",
                    "leader",
                    "retry"),
            room(
                    "event.delivery",
                    "cache",
                    "cache.object",
                    "cache.store",
                    "cloudevent",
                    "event.ledger",
                    "event.pod",
                    "kube",
                    "log",
                    "retry"),
            room("event.ledger", "store"),
            room("event.pod", "prepull.verdict"),
            room("health"),
            room(
                    "http",
                    "cluster",
                    "http.connection",
                    "kube",
                    "limit",
                    "log",
                    "rest.discovery",
                    "rest.exchange",
                    "rest.read",
                    "rest.watch",
                    "rest.wire",
                    "rest.write",
                    "security",
                    "security.review",
                    "security.tls"),
            room("http.connection", "limit", "log"),
            room("kube"),
            room("kube.selector", "kube"),
            room("leader"),
            room("limit", "cluster", "kube", "write"),
            room(
                    "lister",
                    "cache",
                    "cache.object",
                    "cache.store",
                    "converter",
                    "kube",
                    "kube.selector",
                    "rest.render",
                    "rest.wire"),
            room("log"),
            room("openapi", "log", "rest.wire"),
            room(
                    "page",
                    "cache",
                    "cache.object",
                    "cache.store",
                    "event.pod",
                    "kube",
                    "limit",
                    "log",
                    "rest.exchange",
                    "rest.wire",
                    "sink.deadletter"),
            room(
                    "prepull",
                    "cache",
                    "cache.object",
                    "cache.store",
                    "cluster",
                    "kube",
                    "log",
                    "prepull.plan",
                    "prepull.pod",
                    "prepull.spec",
                    "prepull.verdict"),
            room("prepull.plan", "kube", "kube.selector", "prepull.pod", "prepull.spec", "prepull.verdict"),
            room("prepull.pod", "kube", "kube.selector", "prepull.spec", "prepull.verdict"),
            room("prepull.spec", "kube", "kube.selector"),
            room("prepull.verdict"),
            room("reload", "health", "log", "settings", "validate", "validate.file"),
            room("rest.consistency", "cache", "cache.object", "cluster", "kube", "rest.write", "write"),
            room("rest.discovery", "cluster", "kube", "limit", "rest.exchange", "rest.wire"),
            room("rest.exchange", "kube", "rest.wire", "security"),
            room("rest.idempotency", "cluster", "kube", "rest.wire", "rest.write", "security", "write"),
            room(
                    "rest.read",
                    "cache",
                    "cache.object",
                    "cache.store",
                    "cluster",
                    "kube",
                    "limit",
                    "rest.consistency",
                    "rest.discovery",
                    "rest.exchange",
                    "rest.render",
                    "rest.watch",
                    "rest.wire",
                    "security"),
            room("rest.render", "cache.object", "kube", "rest.wire"),
            room(
                    "rest.watch",
                    "cache",
                    "cache.object",
                    "cache.store",
                    "cluster",
                    "kube",
                    "rest.render",
                    "rest.wire",
                    "security"),
            room(
                    "rest.wire",
                    "cache",
                    "cache.object",
                    "cache.store",
                    "cluster",
                    "kube",
                    "kube.selector",
                    "log",
                    "security"),
            room("rest.write", "cluster", "kube", "limit", "log", "rest.discovery", "rest.wire", "write"),
            room("retry"),
            room("scenario", "cluster", "cluster.demo", "event.pod", "sink.http", "validate", "validate.file"),
            room("security", "kube"),
            room("security.oidc", "health", "kube", "security"),
            room("security.tls", "kube", "log", "security"),
            room("security.review", "cluster", "kube", "security"),
            room(
                    "settings",
                    "cache",
                    "cache.object",
                    "cluster",
                    "event",
                    "event.ledger",
                    "kube",
                    "limit",
                    "prepull",
                    "prepull.pod",
                    "security",
                    "security.oidc",
                    "security.tls",
                    "sink.deadletter",
                    "sink.webhook"),
            room("sink", "sink.deadletter", "sink.webhook"),
            room("sink.deadletter", "cloudevent", "health", "store"),
            room("sink.http", "sink.deadletter"),
            room("sink.kafka", "cloudevent", "sink.deadletter"),
            room(
                    "sink.webhook",
                    "cloudevent",
                    "health",
                    "kube",
                    "log",
                    "retry",
                    "sink.deadletter",
                    "sink.http",
                    "store"),
            room("store"),
            room("validate", "settings", "validate.endpoint", "validate.file"),
            room("validate.endpoint", "cache.store", "event.pod", "kube", "validate.file"),
            room("validate.file", "settings"),
            room("write", "cluster", "kube", "security")));

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private static final JavaClasses WITH_TESTS = new ClassFileImporter().importPackages(ROOT);

    @ParameterizedTest
    @MethodSource("rooms")
    void aRoomKnowsOnlyWhatTheTableSays(String room) {
        String[] allowed = Stream.concat(Stream.of(room), KNOWS.get(room).stream())
                .map(ArchitectureTest::packageOf)
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage(packageOf(room))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(allowed))))
                .check(HOUSE);
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void theTableSaysNothingThatIsNotSo(String room) throws IOException {
        Set<String> known = imports(room);
        HOUSE.stream()
                .filter(type -> type.getPackageName().equals(packageOf(room)))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getPackageName())
                .filter(name -> name.startsWith(ROOT + "."))
                .forEach(name -> known.add(name.substring(ROOT.length() + 1)));

        assertThat(known).containsAll(KNOWS.get(room));
    }

    @Test
    void noTwoRoomsKnowEachOtherInACircle() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void everyPackageIsInTheTable() {
        Set<String> packages = HOUSE.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> !name.equals(ROOT))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(packages)
                .containsExactlyElementsOf(
                        KNOWS.keySet().stream().map(ArchitectureTest::packageOf).toList());
    }

    @Test
    void aRoomHasAtMostTwentyFiles() {
        Map<String, Long> files = outermost(HOUSE).stream()
                .collect(
                        Collectors.groupingBy(name -> name.substring(0, name.lastIndexOf('.')), Collectors.counting()));

        assertThat(files).hasSizeGreaterThan(KNOWS.size());
        assertThat(files).allSatisfy((room, count) -> assertThat(count).as(room).isLessThanOrEqualTo(MOST_FILES));
    }

    @Test
    void theRootHasOnlyTheEntryTheWiringAndWhatStartsAndStops() {
        Set<String> root = HOUSE.stream()
                .filter(type -> type.getPackageName().equals(ROOT))
                .map(type -> outermost(type.getName()))
                .collect(Collectors.toSet());

        assertThat(root)
                .contains(ROOT + ".Serai", ROOT + ".SeraiConfiguration")
                .isSubsetOf(
                        ROOT + ".ClosedAtStop",
                        ROOT + ".Serai",
                        ROOT + ".SeraiConfiguration",
                        ROOT + ".CallerConfiguration",
                        ROOT + ".StartFailure",
                        ROOT + ".StartSummary",
                        ROOT + ".package-info");
    }

    @Test
    void noTwoClassesHaveOneName() {
        Map<String, List<String>> byName = outermost(WITH_TESTS).stream()
                .filter(name -> !name.endsWith("package-info"))
                .collect(Collectors.groupingBy(name -> name.substring(name.lastIndexOf('.') + 1)));

        assertThat(byName).hasSizeGreaterThan(HOUSE.size() / 2);
        assertThat(byName.values()).allSatisfy(names -> assertThat(names).hasSize(1));
    }

    @Test
    void theArchitecturePageNamesEveryRoomAndOnlyClassesThatThereAre() throws IOException {
        String page = Files.readString(PAGE);
        Set<String> classes = outermost(WITH_TESTS).stream()
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .collect(Collectors.toSet());
        Set<String> named = CLASS_NAME
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(KNOWS.keySet()).allSatisfy(room -> assertThat(page).contains("`" + room + "`"));
        assertThat(named).hasSizeGreaterThan(10);
        assertThat(classes).containsAll(named);
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void eachRoomSaysWhereToEnterAndWhatAlwaysHolds(String room) throws IOException {
        Path file = SOURCES.resolve(packageOf(room).replace('.', '/')).resolve("package-info.java");

        assertThat(Files.readString(file)).contains("{@link", "<p>Invariant: ");
    }

    @Test
    void noPackageIsNamedAfterNothing() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..impl..", "..manager..")
                .check(WITH_TESTS);
    }

    @Test
    void theVertxRouterIsTouchedInOneRoom() {
        assertThat(users(
                        "io.vertx.ext.web.Rout",
                        "org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter"))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(name).startsWith(ROOT + ".http."));
    }

    @Test
    void theInsidesOfTheKubernetesClientAreTouchedInOneRoom() {
        assertThat(users("io.fabric8.kubernetes.client.dsl.internal."))
                .singleElement()
                .asString()
                .startsWith(ROOT + ".cache.object.");
    }

    @Test
    void kubernetesWordsNeedNoInputAndNoOutput() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".kube..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..", "java.nio.channels..", "io.vertx..", "org.apache.camel..")
                .check(HOUSE);
    }

    @Test
    void onlyCommandsPrint() {
        GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(
                HOUSE.that(not(resideInAPackage(ROOT + ".command"))));
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

    // Of a constant that another room has, the compiler leaves nothing but its value.
    private static Set<String> imports(String room) throws IOException {
        var imports = new TreeSet<String>();
        try (Stream<Path> files = Files.list(SOURCES.resolve(packageOf(room).replace('.', '/')))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Matcher found = IMPORT.matcher(Files.readString(file));
                while (found.find()) {
                    imports.add(found.group(1));
                }
            }
        }
        return imports;
    }

    private static Collection<String> rooms() {
        return KNOWS.keySet();
    }

    private static Map.Entry<String, Set<String>> room(String name, String... known) {
        return Map.entry(name, Set.of(known));
    }

    private static String packageOf(String room) {
        return ROOT + "." + room;
    }

    private static Set<String> outermost(JavaClasses classes) {
        return classes.stream()
                .map(JavaClass::getName)
                .map((Function<String, String>) ArchitectureTest::outermost)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String outermost(String name) {
        return name.replaceAll("\\$.*", "");
    }

    /** The outermost classes that depend on a type whose name begins with one of {@code prefixes}. */
    private static Set<String> users(String... prefixes) {
        return HOUSE.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency ->
                        Stream.of(prefixes).anyMatch(dependency.getTargetClass().getName()::startsWith))
                .map(Dependency::getOriginClass)
                .map(origin -> outermost(origin.getName()))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
