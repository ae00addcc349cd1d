package dev.serai.validate;

import dev.serai.validate.endpoint.EndpointUse;
import dev.serai.validate.endpoint.EndpointUse.Role;
import dev.serai.validate.file.RouteSchema;
import dev.serai.validate.file.YamlNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** What a file or a part of it refers to: endpoints, expressions, beans, classes, headers and other names. */
final class RouteUses {

    private static final Set<String> URIS = Set.of("to", "toD", "wireTap", "poll", "from", "deadLetterUri");
    private static final Set<String> PREDICATES =
            Set.of("filter", "when", "validate", "onWhen", "retryWhile", "completionPredicate", "handled", "continued");
    private static final Set<String> CLASSES = Set.of("exceptionType", "unmarshalType", "beanType", "collectionType");
    private static final Pattern READ_HEADER = Pattern.compile(
            "\\$\\{[^}]*?\\b(?:in\\.)?headers?(?:\\.|\\[['\"]?|:|As\\(['\"]?|\\?\\.)([A-Za-z][\\w.-]*)");

    /**
     * An expression.
     *
     * @param language the key of its language
     * @param node the text that holds it
     * @param predicate whether it is asked for true or false
     */
    record ExpressionUse(String language, ScalarNode node, boolean predicate) {}

    /**
     * A name that refers to something.
     *
     * @param node the text that holds it
     * @param name the name
     * @param method the method of a bean that is called; null for none
     */
    record NameUse(Node node, String name, @Nullable ScalarNode method) {}

    /** A header that is set; {@code value} is the text that it is set to, null where it is made. */
    record HeaderUse(Node node, String name, @Nullable ScalarNode value) {}

    /** A text behind a key. */
    record TextUse(String key, ScalarNode node) {}

    final List<EndpointUse> endpoints = new ArrayList<>();
    final List<ExpressionUse> expressions = new ArrayList<>();
    final List<NameUse> beans = new ArrayList<>();
    final List<NameUse> classes = new ArrayList<>();
    final List<NameUse> headersRead = new ArrayList<>();
    final List<HeaderUse> headersSet = new ArrayList<>();
    final List<NameUse> configurations = new ArrayList<>();
    final List<NameUse> templates = new ArrayList<>();
    final List<NameUse> dataFormats = new ArrayList<>();
    final List<TextUse> texts = new ArrayList<>();

    private final Set<String> languages;
    private final Set<String> formats;

    private RouteUses(RouteSchema schema) {
        languages = schema.languages();
        formats = schema.dataFormats();
    }

    /** All of an entry of a file. */
    static RouteUses of(String kind, Node value, RouteSchema schema) {
        var uses = new RouteUses(schema);
        uses.visit(kind, "", value, PREDICATES.contains(kind));
        return uses;
    }

    private void visit(String key, String parent, Node node, boolean predicate) {
        if (node instanceof ScalarNode scalar) {
            texts.add(new TextUse(key, scalar));
            scalar(key, parent, scalar, predicate);
        } else if (node instanceof SequenceNode list) {
            list.getValue().forEach(item -> visit(key, parent, item, predicate));
        } else if (node instanceof MappingNode object) {
            object(key, object);
            for (NodeTuple tuple : object.getValue()) {
                String child = YamlNodes.key(tuple);
                if (key.equals("parameters") || key.equals("properties") || key.equals("constructors")) {
                    options(child, tuple.getValueNode());
                } else {
                    boolean asked = PREDICATES.contains(child) || predicate && isExpression(child);
                    visit(child, key, tuple.getValueNode(), asked);
                }
            }
        }
    }

    private boolean isExpression(String key) {
        return key.equals("expression") || languages.contains(key);
    }

    // Options of endpoints and beans: whatever their names, they are no words of the DSL.
    private void options(String key, Node value) {
        if (value instanceof ScalarNode scalar) {
            texts.add(new TextUse(key, scalar));
            reference(scalar);
            if (scalar.getValue().contains("${")) {
                readHeaders(scalar);
            }
        } else if (value instanceof SequenceNode list) {
            list.getValue().forEach(item -> options(key, item));
        } else {
            YamlNodes.tuples(value).forEach(tuple -> options(YamlNodes.key(tuple), tuple.getValueNode()));
        }
    }

    private void scalar(String key, String parent, ScalarNode scalar, boolean predicate) {
        String value = scalar.getValue();
        if (URIS.contains(key)) {
            if (!value.isBlank()) {
                endpoint(scalar, null, key);
            }
        } else if (key.equals("kamelet")) {
            endpoints.add(new EndpointUse(scalar, "kamelet:" + value, null, Role.PRODUCER, key));
        } else if (languages.contains(key) && !isOptionOfBean(parent)) {
            expression(key, scalar, predicate);
        } else if (key.equals("expression") && languages.contains(parent)) {
            expression(parent, scalar, predicate);
        } else if (key.equals("log") || parent.equals("log") && key.equals("message")) {
            expressions.add(new ExpressionUse("simple", scalar, false));
            readHeaders(scalar);
        } else if (key.equals("exception")
                || CLASSES.contains(key)
                || key.equals("type") && parent.startsWith("convert")) {
            classes.add(new NameUse(scalar, value, null));
        } else if (key.equals("routeConfigurationId")) {
            configurations.add(new NameUse(scalar, value, null));
        } else if (key.equals("routeTemplateRef")) {
            templates.add(new NameUse(scalar, value, null));
        } else if (key.equals("name") && parent.equals("removeHeader")) {
            // What is removed need not be there.
            return;
        }
        if (key.equals("ref") && (parent.equals("process") || parent.equals("policy") || parent.equals("transacted"))) {
            beans.add(new NameUse(scalar, value, null));
        } else if (!languages.contains(key)) {
            reference(scalar);
        }
    }

    private static boolean isOptionOfBean(String parent) {
        return parent.equals("bean") || parent.equals("process") || parent.equals("method") || parent.equals("param");
    }

    private void object(String key, MappingNode object) {
        if (URIS.contains(key) && YamlNodes.value(object, "uri") instanceof ScalarNode uri) {
            endpoint(uri, YamlNodes.value(object, "parameters"), key);
        } else if (key.equals("kamelet") && YamlNodes.value(object, "name") instanceof ScalarNode name) {
            endpoints.add(new EndpointUse(
                    name, "kamelet:" + name.getValue(), YamlNodes.value(object, "parameters"), Role.PRODUCER, key));
        } else if (key.equals("enrich") || key.equals("pollEnrich")) {
            constant(object, key, key.equals("enrich") ? Role.PRODUCER : Role.POLLED);
        } else if (key.equals("recipientList") || key.equals("routingSlip")) {
            constant(object, key, Role.PRODUCER);
        } else if (key.equals("bean") || key.equals("method")) {
            if (YamlNodes.value(object, "ref") instanceof ScalarNode ref) {
                beans.add(new NameUse(
                        ref,
                        ref.getValue(),
                        YamlNodes.value(object, "method") instanceof ScalarNode method ? method : null));
            }
        } else if (key.equals("setHeader")) {
            header(object);
        } else if (key.equals("setHeaders")) {
            YamlNodes.items(YamlNodes.value(object, "headers")).forEach(this::header);
        } else if (key.equals("marshal") || key.equals("unmarshal")) {
            object.getValue().stream()
                    .filter(tuple -> formats.contains(YamlNodes.key(tuple)))
                    .forEach(tuple -> dataFormats.add(new NameUse(tuple.getKeyNode(), YamlNodes.key(tuple), null)));
        }
    }

    private void header(Node node) {
        if (node instanceof MappingNode set && YamlNodes.value(set, "name") instanceof ScalarNode name) {
            headersSet.add(new HeaderUse(
                    name, name.getValue(), YamlNodes.value(set, "constant") instanceof ScalarNode text ? text : null));
        }
    }

    // An endpoint that is written as an expression and known all the same.
    private void constant(MappingNode object, String step, Role role) {
        MappingNode holder = YamlNodes.asMapping(object, "expression");
        for (String language : List.of("constant", "simple")) {
            Node value = YamlNodes.value(holder == null ? object : holder, language);
            if (value instanceof MappingNode inner) {
                value = YamlNodes.value(inner, "expression");
            }
            if (value instanceof ScalarNode uri && !uri.getValue().contains("${")) {
                for (String one : role == Role.PRODUCER && !step.equals("enrich")
                        ? uri.getValue().split(",")
                        : new String[] {uri.getValue()}) {
                    endpoints.add(new EndpointUse(uri, one.strip(), null, role, step));
                }
            }
        }
    }

    private void endpoint(ScalarNode uri, @Nullable Node parameters, String step) {
        Role role =
                switch (step) {
                    case "from" -> Role.CONSUMER;
                    case "poll" -> Role.POLLED;
                    default -> Role.PRODUCER;
                };
        endpoints.add(new EndpointUse(uri, uri.getValue(), parameters, role, step));
        if (uri.getValue().contains("${")) {
            readHeaders(uri);
        }
    }

    private void expression(String language, ScalarNode scalar, boolean predicate) {
        if (language.equals("header")) {
            headersRead.add(new NameUse(scalar, scalar.getValue(), null));
        } else if (language.equals("method") || language.equals("ref")) {
            if (!scalar.getValue().contains("?")) {
                beans.add(new NameUse(scalar, scalar.getValue(), null));
            }
        } else {
            expressions.add(new ExpressionUse(language, scalar, predicate));
            readHeaders(scalar);
        }
    }

    private void readHeaders(ScalarNode scalar) {
        Matcher matcher = READ_HEADER.matcher(scalar.getValue());
        while (matcher.find()) {
            headersRead.add(new NameUse(scalar, matcher.group(1), null));
        }
    }

    // #bean:name and #name; a class, a type or a value says so.
    private void reference(ScalarNode scalar) {
        String value = scalar.getValue();
        if (value.startsWith("#class:")) {
            String name = value.substring("#class:".length());
            int end = name.indexOf('(');
            int factory = name.indexOf('#');
            String type = name.substring(0, end >= 0 ? end : name.length());
            classes.add(new NameUse(
                    scalar, factory >= 0 && factory < type.length() ? type.substring(0, factory) : type, null));
        } else if (value.startsWith("#bean:")) {
            beans.add(new NameUse(scalar, value.substring("#bean:".length()), null));
        } else if (value.matches("#[A-Za-z][\\w.-]*")) {
            beans.add(new NameUse(scalar, value.substring(1), null));
        }
    }
}
