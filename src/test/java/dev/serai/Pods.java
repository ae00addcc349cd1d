package dev.serai;

/** Pods as tests send them. */
public final class Pods {

    private Pods() {}

    /** A pod with what a producer that builds its own pod would lose. */
    public static String full(String name) {
        return """
                {"apiVersion":"v1","kind":"Pod",
                 "metadata":{"name":"%s","labels":{"app":"shop","tier":"web"},
                  "annotations":{"team":"checkout","note":"\\"quoted\\" ünïcode"},
                  "finalizers":["example.com/keep"],
                  "ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"owner",
                    "uid":"6f1d1a52-6d2c-4b57-a1f4-0d9d8d1c8a11","controller":true,"blockOwnerDeletion":false}]},
                 "spec":{"restartPolicy":"Never","terminationGracePeriodSeconds":7,"priority":0,
                  "hostAliases":[{"ip":"10.1.2.3","hostnames":["a.example","b.example"]}],
                  "tolerations":[{"key":"k","operator":"Equal","value":"v","effect":"NoSchedule"}],
                  "volumes":[{"name":"tmp","emptyDir":{"sizeLimit":"64Mi"}}],
                  "initContainers":[{"name":"init","image":"busybox:1","command":["true"]}],
                  "containers":[{"name":"main","image":"example.com/shop:1.2","args":["--x","--y=1"],
                    "env":[{"name":"PASSWORD","value":"do-not-tell"}],
                    "ports":[{"containerPort":8080,"name":"http"}],
                    "resources":{"limits":{"cpu":"500m","memory":"64Mi"}},
                    "volumeMounts":[{"name":"tmp","mountPath":"/tmp"}],
                    "readinessProbe":{"httpGet":{"path":"/ready","port":"http"},"periodSeconds":3}}]}}
                """.formatted(name);
    }

    /** The least a pod needs. */
    public static String small(String name) {
        return """
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","labels":{"app":"small"}},
                 "spec":{"containers":[{"name":"main","image":"example.com/small:1"}]}}
                """.formatted(name);
    }
}
