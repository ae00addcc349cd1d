package dev.serai;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What the kubelet adds to the environment of each container in the namespace of a Service. */
public final class ServiceLinks {

    private static final String ADDRESS = "10.96.0.17";

    private ServiceLinks() {}

    /** The variables of a Service with these TCP ports, by their names. */
    public static Map<String, String> of(String service, Map<String, Integer> ports) {
        String name = variable(service);
        var variables = new TreeMap<>(Map.of(name + "_SERVICE_HOST", ADDRESS));
        new TreeMap<>(ports).forEach((portName, port) -> {
            String link = "tcp://%s:%d".formatted(ADDRESS, port);
            String portVariable = name + "_PORT_" + port + "_TCP";
            variables.put(name + "_SERVICE_PORT_" + variable(portName), port.toString());
            variables.putIfAbsent(name + "_SERVICE_PORT", port.toString());
            variables.putIfAbsent(name + "_PORT", link);
            variables.put(portVariable, link);
            variables.put(portVariable + "_PROTO", "tcp");
            variables.put(portVariable + "_PORT", port.toString());
            variables.put(portVariable + "_ADDR", ADDRESS);
        });
        return variables;
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
