package dev.serai.validate.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** What the components, languages and data formats on the class path say of themselves, as Camel ships it with each. */
public final class ComponentDescriptions {

    private static final String SERVICES = "META-INF/services/org/apache/camel/";
    // Components of Serai's own, which are made with what they need.
    private static final Map<String, String> OWN =
            Map.of("kube-watch", "META-INF/dev/serai/event/", "kube-cache", "META-INF/dev/serai/lister/");
    // Of the management port; it is made when Serai starts.
    private static final String MANAGEMENT = "management";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CamelContext context;
    private final ClassLoader loader = ComponentDescriptions.class.getClassLoader();
    private final Map<String, JsonNode> descriptions = new HashMap<>();
    private final Set<String> components = new TreeSet<>(OWN.keySet());
    private @Nullable Set<String> headers;

    public ComponentDescriptions(CamelContext context) {
        this.context = context;
        components.addAll(listed("component", "components"));
    }

    /** The schemes that can be used. */
    public Set<String> components() {
        return components;
    }

    /** Whether there is a component for a scheme, in the jar or bound while Serai runs. */
    public boolean isComponent(String scheme) {
        return components.contains(scheme) || scheme.equals(MANAGEMENT) || context.hasComponent(scheme) != null;
    }

    /** Whether there is a data format, by the key that it has in YAML. */
    public boolean isDataFormat(String key) {
        String name = key.equals("json") ? "jackson" : key;
        return loader.getResource(SERVICES + "dataformat/" + name) != null
                || listed("dataformat", "dataFormats").stream()
                        .anyMatch(one -> plain(one).equals(plain(name)));
    }

    /** What a component says of itself; a missing node where it says nothing. */
    public JsonNode of(String scheme) {
        return descriptions.computeIfAbsent(scheme, this::read);
    }

    /** The headers that components read and set, and those of Camel itself. */
    public Set<String> headers() {
        if (headers == null) {
            Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            for (String component : components) {
                of(component).path("headers").fieldNames().forEachRemaining(names::add);
            }
            for (var field : Exchange.class.getFields()) {
                try {
                    if (field.get(null) instanceof String name && name.startsWith("Camel")) {
                        names.add(name);
                    }
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            }
            headers = names;
        }
        return headers;
    }

    private JsonNode read(String scheme) {
        String directory = OWN.get(scheme);
        if (directory == null) {
            directory = directory(scheme);
        }
        try (InputStream in = directory == null ? null : loader.getResourceAsStream(directory + scheme + ".json")) {
            return in == null ? JSON.missingNode() : JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private @Nullable String directory(String scheme) {
        try (InputStream in = loader.getResourceAsStream(SERVICES + "component/" + scheme)) {
            if (in == null) {
                return null;
            }
            var service = new Properties();
            service.load(in);
            String type = service.getProperty("class", "");
            int dot = type.lastIndexOf('.');
            return dot < 0 ? null : "META-INF/" + type.substring(0, dot).replace('.', '/') + "/";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Each part of Camel lists its names in a file of the same name; in one jar they are one file with many lists.
    private Set<String> listed(String kind, String key) {
        Set<String> names = new TreeSet<>();
        try {
            for (URL list : Collections.list(loader.getResources(SERVICES + kind + ".properties"))) {
                try (InputStream in = list.openStream()) {
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> line.startsWith(key + "="))
                            .flatMap(line -> Arrays.stream(
                                    line.substring(key.length() + 1).strip().split("\\s+")))
                            .forEach(names::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    private static String plain(String name) {
        return name.replace("-", "").toLowerCase(Locale.ROOT);
    }
}
