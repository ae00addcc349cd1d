package dev.serai.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * One scenario of a file.
 *
 * @param file the name of the file
 * @param line the line on which it begins
 * @param name what it shows
 * @param routes the files of routes that it is of; empty for the one of its own file's name, or else for all
 * @param environment the environment that routes read by {@code {{env:NAME}}}
 * @param settings settings of Serai
 * @param objects what the cluster has when Serai starts
 * @param steps what happens, and what is expected, one after the other
 */
record Scenario(
        String file,
        int line,
        String name,
        Set<String> routes,
        Map<String, String> environment,
        Map<String, String> settings,
        List<JsonNode> objects,
        List<Step> steps) {

    /**
     * One step.
     *
     * @param kind its key
     * @param value what it is told
     * @param node where it stands
     */
    record Step(String kind, JsonNode value, Node node) {}
}
