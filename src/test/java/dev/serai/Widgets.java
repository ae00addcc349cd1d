package dev.serai;

/** A custom resource with columns of its own. */
public final class Widgets {

    public static final String CRD = "widgets.example.com";
    public static final String PATH = "/apis/example.com/v1/namespaces/default/widgets";

    public static final String DEFINITION = """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
             "metadata":{"name":"widgets.example.com"},
             "spec":{"group":"example.com","scope":"Namespaced",
              "names":{"plural":"widgets","singular":"widget","kind":"Widget","shortNames":["wd"],"categories":["all"]},
              "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
               "schema":{"openAPIV3Schema":{"type":"object","description":"What a shop sells.","properties":{
                "spec":{"type":"object","properties":{
                 "colour":{"type":"string","description":"As the eye sees it."},"size":{"type":"integer"},
                 "built":{"type":"string","format":"date-time"},"parts":{"type":"array","items":{"type":"string"}}}},
                "status":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}},
               "additionalPrinterColumns":[
                {"name":"Colour","type":"string","jsonPath":".spec.colour","description":"The colour."},
                {"name":"Built","type":"date","jsonPath":".spec.built"},
                {"name":"Missing","type":"string","jsonPath":".spec.nowhere"},
                {"name":"Size","type":"integer","jsonPath":".spec.size","priority":1},
                {"name":"Parts","type":"string","jsonPath":".spec.parts[*]","priority":1},
                {"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}]}]}}
            """;

    private Widgets() {}

    public static String named(String name, int size) {
        return """
                {"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"%s","labels":{"app":"shop"}},
                 "spec":{"colour":"%s","size":%d,"built":"2024-05-06T07:08:09Z","parts":["nut","bolt"]}}
                """.formatted(name, name, size);
    }
}
