package dev.serai.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The bill of materials that the build writes names what is in the jar, in the version that is in it, and no more. */
class BillOfMaterialsIT {

    private static final Path JAR = Path.of(System.getProperty("serai.jar", "target/serai.jar"));
    // Serai itself, and what Netty holds in its own jar.
    private static final Set<String> OF_OTHERS = Set.of("dev.serai:serai", "org.jctools:jctools-core");

    private static JsonNode bill;
    private static Map<String, String> versions;

    @BeforeAll
    static void read() throws IOException {
        bill = new ObjectMapper().readTree(JAR.resolveSibling("bom.json").toFile());
        versions = new HashMap<>();
        for (JsonNode component : bill.path("components")) {
            versions.put(
                    component.path("group").asText() + ":"
                            + component.path("name").asText(),
                    component.path("version").asText());
        }
    }

    @Test
    void itIsOfThisServiceInAFormatThatToolsKnow() {
        assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(bill.at("/metadata/component/name").asText()).isEqualTo("serai");
    }

    @Test
    void whatTheJarHoldsIsInItInThisVersion() throws IOException {
        Map<String, String> held = held();
        OF_OTHERS.forEach(held::remove);

        assertThat(held)
                .containsKeys(
                        "org.apache.camel:camel-core-engine",
                        "org.bitbucket.b_c:jose4j",
                        "io.vertx:vertx-core",
                        "io.netty:netty-handler")
                .hasSizeGreaterThan(100);
        assertThat(versions).containsAllEntriesOf(held);
    }

    @Test
    void allThatTheServiceDependsOnIsInItAndNothingThatOnlyTestsDependOn() throws Exception {
        assertThat(versions).containsKeys(dependencies("compile").toArray(String[]::new));
        assertThat(versions).doesNotContainKeys(dependencies("test").toArray(String[]::new));
        assertThat(versions.keySet()).noneMatch(name -> name.matches(".*(junit|assertj|awaitility|archunit).*"));
    }

    // As each library says of itself.
    private static Map<String, String> held() throws IOException {
        Map<String, String> held = new HashMap<>();
        try (var jar = new JarFile(JAR.toFile())) {
            for (JarEntry entry : jar.stream()
                    .filter(each -> each.getName().matches("META-INF/maven/.*/pom\\.properties"))
                    .toList()) {
                var library = new Properties();
                try (InputStream in = jar.getInputStream(entry)) {
                    library.load(in);
                }
                held.put(
                        library.getProperty("groupId") + ":" + library.getProperty("artifactId"),
                        library.getProperty("version"));
            }
        }
        return held;
    }

    private static Set<String> dependencies(String scope) throws Exception {
        Element project = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(Path.of("pom.xml").toFile())
                .getDocumentElement();
        Set<String> names = new HashSet<>();
        NodeList all = project.getElementsByTagName("dependency");
        for (int i = 0; i < all.getLength(); i++) {
            var dependency = (Element) all.item(i);
            boolean isOwn = dependency.getParentNode().getParentNode() == project;
            if (isOwn && text(dependency, "scope", "compile").equals(scope)) {
                names.add(text(dependency, "groupId", "") + ":" + text(dependency, "artifactId", ""));
            }
        }
        assertThat(names).isNotEmpty();
        return names;
    }

    private static String text(Element parent, String name, String otherwise) {
        NodeList found = parent.getElementsByTagName(name);
        return found.getLength() == 0 ? otherwise : found.item(0).getTextContent();
    }
}
