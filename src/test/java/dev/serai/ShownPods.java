package dev.serai;

import dev.serai.fixture.KubeApi;
import java.util.LinkedHashMap;
import java.util.Map;

/** Pods in the states that kubectl has a word for. */
public final class ShownPods {

    private static final String SPEC = "'containers':[{'name':'main','image':'i'},{'name':'side','image':'i'}]";
    private static final String INIT = "'initContainers':[{'name':'first','image':'i'},{'name':'second','image':'i'}],";
    private static final String SIDECARS =
            "'initContainers':[{'name':'first','image':'i','restartPolicy':'Always'},{'name':'second','image':'i'}],";
    private static final String RUNS = "'ready':true,'state':{'running':{'startedAt':'2026-01-01T00:00:00Z'}}";
    private static final String COMPLETED = "'state':{'terminated':{'exitCode':0,'reason':'Completed'}}";
    private static final String LAST =
            "'restartCount':6,'lastState':{'terminated':{'exitCode':1,'finishedAt':'2026-01-01T00:00:00Z'}}";

    private ShownPods() {}

    public static void createIn(KubeApi api, String namespace) {
        api.kubectlWithInput(Pods.small("small"), "create", "-n", namespace, "-f", "-");
        api.kubectlWithInput(Pods.full("full"), "create", "-n", namespace, "-f", "-");
        specs().forEach((name, spec) -> api.kubectlWithInput(
                json("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'%s'},'spec':{%s}}".formatted(name, spec)),
                "create",
                "-n",
                namespace,
                "-f",
                "-"));
        statuses()
                .forEach((name, status) -> api.kubectl(
                        "patch",
                        "pod",
                        "-n",
                        namespace,
                        name,
                        "--subresource=status",
                        "--type=merge",
                        "-p",
                        json("{'status':{%s}}".formatted(status))));
        // A finalizer holds it: it stays Terminating.
        api.kubectl("delete", "pod", "-n", namespace, "full", "--wait=false");
    }

    private static Map<String, String> specs() {
        Map<String, String> specs = new LinkedHashMap<>();
        specs.put("gated", "'schedulingGates':[{'name':'example.com/wait'}]," + SPEC);
        specs.put(
                "gates", "'nodeName':'node-1','readinessGates':[{'conditionType':'a'},{'conditionType':'b'}]," + SPEC);
        specs.put("init", INIT + SPEC);
        specs.put("init-failed", INIT + SPEC);
        specs.put("sidecars", SIDECARS + SPEC);
        for (String name : new String[] {"crashing", "done", "evicted", "failed", "half-done", "killed"}) {
            specs.put(name, "'restartPolicy':'Never'," + SPEC);
        }
        return specs;
    }

    private static Map<String, String> statuses() {
        Map<String, String> statuses = new LinkedHashMap<>();
        statuses.put(
                "gates",
                "'phase':'Running','podIP':'10.0.0.7','podIPs':[{'ip':'10.0.0.7'},{'ip':'fd00::7'}],"
                        + "'conditions':[{'type':'a','status':'True'}],"
                        + containers("containerStatuses", "main", RUNS, "side", RUNS));
        statuses.put(
                "init",
                "'phase':'Pending','nominatedNodeName':'node-2',"
                        + containers("initContainerStatuses", "first", COMPLETED, "second", LAST + ",'state':{}"));
        statuses.put(
                "init-failed",
                "'phase':'Pending',"
                        + containers(
                                "initContainerStatuses",
                                "first",
                                "'state':{'terminated':{'exitCode':3}}",
                                "second",
                                "'state':{}"));
        statuses.put(
                "sidecars",
                "'phase':'Running',"
                        + containers(
                                "initContainerStatuses",
                                "first",
                                "'started':true," + LAST + "," + RUNS,
                                "second",
                                COMPLETED)
                        + ","
                        + containers("containerStatuses", "main", RUNS, "side", RUNS));
        statuses.put(
                "crashing",
                "'phase':'Running',"
                        + containers(
                                "containerStatuses",
                                "main",
                                LAST + ",'state':{'waiting':{'reason':'CrashLoopBackOff'}}",
                                "side",
                                RUNS));
        statuses.put(
                "done", "'phase':'Succeeded'," + containers("containerStatuses", "main", COMPLETED, "side", COMPLETED));
        statuses.put("evicted", "'phase':'Failed','reason':'Evicted','message':'The node was low on memory.'");
        statuses.put(
                "failed",
                "'phase':'Failed',"
                        + containers(
                                "containerStatuses",
                                "main",
                                COMPLETED,
                                "side",
                                "'state':{'terminated':{'exitCode':4}}"));
        statuses.put(
                "half-done", "'phase':'Running'," + containers("containerStatuses", "main", COMPLETED, "side", RUNS));
        statuses.put(
                "killed",
                "'phase':'Failed',"
                        + containers(
                                "containerStatuses",
                                "main",
                                "'state':{'terminated':{'exitCode':137,'signal':9}}",
                                "side",
                                COMPLETED));
        return statuses;
    }

    private static String containers(
            String field, String first, String firstStatus, String second, String secondStatus) {
        String common = "'name':'%s','image':'i','imageID':''%s,%s";
        return "'%s':[{%s},{%s}]"
                .formatted(
                        field,
                        common.formatted(first, needed(firstStatus), firstStatus),
                        common.formatted(second, needed(secondStatus), secondStatus));
    }

    // What the API server wants to be told, said where the status does not say it.
    private static String needed(String status) {
        return (status.contains("'ready'") ? "" : ",'ready':false")
                + (status.contains("'restartCount'") ? "" : ",'restartCount':0");
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
