package dev.serai.scenario;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Results as the XML of JUnit, which build servers read. */
final class JUnitReport {

    private JUnitReport() {}

    static void write(Path file, List<ScenarioResult> results) throws IOException {
        if (file.toAbsolutePath().getParent() != null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        try (Writer out = Files.newBufferedWriter(file)) {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "serai");
            xml.writeAttribute("tests", String.valueOf(results.size()));
            xml.writeAttribute(
                    "failures",
                    String.valueOf(
                            results.stream().filter(result -> !result.isWell()).count()));
            for (ScenarioResult result : results) {
                xml.writeStartElement("testcase");
                xml.writeAttribute("classname", result.scenario().file());
                xml.writeAttribute("name", result.scenario().name());
                xml.writeAttribute("time", String.valueOf(result.took().toMillis() / 1000.0));
                for (ScenarioResult.Failure failure : result.failures()) {
                    xml.writeStartElement("failure");
                    xml.writeAttribute(
                            "message", text(failure.reason().lines().findFirst().orElse("")));
                    xml.writeCharacters(text("%s:%d:%d: %s\n%s"
                            .formatted(
                                    result.scenario().file(),
                                    failure.line(),
                                    failure.column(),
                                    failure.reason(),
                                    String.join("\n", result.came()))));
                    xml.writeEndElement();
                }
                xml.writeEndElement();
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }

    // XML has no way to write the others.
    private static String text(String text) {
        return text.replaceAll("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD]", "?");
    }
}
