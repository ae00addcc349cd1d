package dev.serai.settings;

import java.util.regex.Pattern;

/**
 * The environment variables that the kubelet sets for each Service of a pod's namespace, unless the pod has {@code
 * enableServiceLinks: false}. The Service {@code serai} causes {@code SERAI_SERVICE_HOST}, {@code SERAI_PORT} and
 * others, which look like settings but are not. They are listed in {@code FromServices} of the kubelet's {@code
 * pkg/kubelet/envvars}.
 */
final class ServiceVariables {

    private static final Pattern HOST_AND_PORTS = Pattern.compile(
            "[A-Z0-9_]+_SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)|[A-Z0-9_]+_PORT_\\d+_(TCP|UDP|SCTP)(_PROTO|_PORT|_ADDR)?");
    private static final Pattern LINK = Pattern.compile("[A-Z0-9_]+_PORT");
    private static final Pattern LINK_VALUE = Pattern.compile("(tcp|udp|sctp)://.*");

    private ServiceVariables() {}

    /**
     * Whether the kubelet has set the variable. A number in {@code SERAI_X_PORT} is a setting, {@code
     * tcp://10.0.0.1:80} is not.
     */
    static boolean contains(String name, String value) {
        return HOST_AND_PORTS.matcher(name).matches()
                || LINK.matcher(name).matches() && LINK_VALUE.matcher(value).matches();
    }
}
