package dev.serai.validate;

import dev.serai.validate.file.FileFindings;
import dev.serai.validate.file.Finding.Rule;
import dev.serai.validate.file.Nearest;
import dev.serai.validate.file.YamlNodes;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Whether the beans of a file are of classes that there are, and have the properties that are set. */
final class BeanCheck {

    private BeanCheck() {}

    static void check(CamelContext context, Node beans, FileFindings findings) {
        for (Node item : YamlNodes.items(beans)) {
            if (item instanceof MappingNode bean) {
                bean(context, bean, findings);
            }
        }
    }

    private static void bean(CamelContext context, MappingNode bean, FileFindings findings) {
        if (!(YamlNodes.value(bean, "name") instanceof ScalarNode)) {
            findings.error(bean, Rule.BEAN, "a bean has no name", "name: is what routes refer to it by");
        }
        Node type = YamlNodes.value(bean, "type");
        if (type == null) {
            if (YamlNodes.value(bean, "script") == null
                    && YamlNodes.value(bean, "builderClass") == null
                    && YamlNodes.value(bean, "factoryBean") == null) {
                findings.error(bean, Rule.BEAN, "a bean has no type", "type: is its class");
            }
            return;
        }
        String text = String.valueOf(YamlNodes.scalar(type));
        String name = text.replaceFirst("^#class:", "").replaceFirst("[(#].*", "");
        if (name.contains("{{") || name.startsWith("#") || name.isBlank()) {
            return;
        }
        Class<?> found = context.getClassResolver().resolveClass(name);
        if (found == null) {
            findings.error(
                    type,
                    Rule.BEAN,
                    "there is no class '%s'".formatted(name),
                    "a class of your own needs its jar on the class path");
            return;
        }
        boolean plain = YamlNodes.value(bean, "factoryMethod") == null && YamlNodes.value(bean, "builderClass") == null;
        if (plain) {
            properties(bean, found, findings);
        }
        for (String key : new String[] {"initMethod", "destroyMethod"}) {
            Node method = YamlNodes.value(bean, key);
            String called = YamlNodes.scalar(method);
            if (plain
                    && method != null
                    && called != null
                    && Arrays.stream(found.getMethods())
                            .noneMatch(one -> one.getName().equals(called))) {
                findings.error(method, Rule.BEAN, "%s has no method '%s'".formatted(name, called), null);
            }
        }
    }

    private static void properties(MappingNode bean, Class<?> type, FileFindings findings) {
        if (Map.class.isAssignableFrom(type)) {
            return;
        }
        Set<String> known = new TreeSet<>();
        for (Method method : type.getMethods()) {
            if (method.getName().startsWith("set")
                    && method.getName().length() > 3
                    && method.getParameterCount() == 1) {
                String name = method.getName();
                known.add(Character.toLowerCase(name.charAt(3)) + name.substring(4));
            }
        }
        for (NodeTuple tuple : YamlNodes.tuples(YamlNodes.value(bean, "properties"))) {
            String key = YamlNodes.key(tuple);
            String first = key.replaceFirst("[.\\[].*", "");
            if (!known.contains(first)) {
                findings.error(
                        tuple.getKeyNode(),
                        Rule.BEAN,
                        "%s has no property '%s'".formatted(type.getSimpleName(), first),
                        Nearest.hint(first, known));
            }
        }
    }
}
