package dev.serai.security.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As the API server's own audit log names the same requests. */
class AccessRequestTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            GET    | /api/v1/namespaces/a/pods/x                    | get pods a x
            HEAD   | /api/v1/namespaces/a/pods/x                    | get pods a x
            GET    | /api/v1/namespaces/a/pods                      | list pods a -
            GET    | /api/v1/namespaces/a/pods/                     | list pods a -
            GET    | /api/v1/pods                                   | list pods - -
            GET    | /api/v1/pods?watch=true                        | watch pods - -
            GET    | /api/v1/pods?watch                             | watch pods - -
            GET    | /api/v1/pods?watch=0                           | list pods - -
            GET    | /api/v1/pods?watch=False                       | list pods - -
            GET    | /api/v1/watch/namespaces/a/pods                | watch pods a -
            GET    | /api/v1/watch/pods                             | watch pods - -
            GET    | /api/v1/namespaces/a/pods?fieldSelector=metadata.name%3Dx     | list pods a x
            GET    | /api/v1/namespaces/a/pods?fieldSelector=metadata.name%3D%3Dx  | list pods a x
            GET    | /api/v1/namespaces/a/pods?fieldSelector=metadata.name!%3Dx    | list pods a -
            GET    | /api/v1/namespaces/a/pods?fieldSelector=spec.nodeName%3Dn,metadata.name%3Dx&watch=1 | watch pods a x
            GET    | /api/v1/namespaces/a/pods/x/log                | get pods/log a x
            GET    | /api/v1/namespaces/a/pods/x/proxy/some/path    | get pods/proxy a x
            GET    | /api/v1/namespaces/a                           | get namespaces a a
            GET    | /api/v1/namespaces/a/status                    | get namespaces/status a a
            GET    | /api/v1/namespaces                             | list namespaces - -
            PUT    | /api/v1/namespaces/a/finalize                  | update namespaces/finalize a a
            POST   | /api/v1/namespaces/a/pods                      | create pods a -
            POST   | /api/v1/namespaces/a/pods/x/eviction           | create pods/eviction a x
            PATCH  | /apis/apps/v1/namespaces/a/deployments/x/scale | patch deployments.apps/scale a x
            DELETE | /apis/apps/v1/namespaces/a/deployments/x       | delete deployments.apps a x
            DELETE | /apis/apps/v1/namespaces/a/deployments         | deletecollection deployments.apps a -
            GET    | /api/v1/nodes/n                                | get nodes - n
            GET    | /api/v1/namespaces/a/pods/x%20y                | get pods a x y
            GET    | /api                                           | get /api
            GET    | /api/v1                                        | get /api/v1
            GET    | /apis/apps/v1                                  | get /apis/apps/v1
            GET    | /openapi/v2                                    | get /openapi/v2
            POST   | /builds/7                                      | post /builds/7
            HEAD   | /builds/7                                      | head /builds/7
            """)
    void isNamedAsTheApiServerNamesIt(String method, String target, String expected) {
        assertThat(text(method, target)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/pods?labelSelector=a%3Db, a=b, ''",
        "GET, /api/v1/pods?fieldSelector=spec.nodeName%3Dn&watch=1, '', spec.nodeName=n",
        "DELETE, /api/v1/namespaces/a/pods?labelSelector=a, a, ''",
        "GET, /api/v1/namespaces/a/pods/x?labelSelector=a, '', ''",
        "POST, /api/v1/namespaces/a/pods?labelSelector=a, '', ''"
    })
    void selectorsCountWhereTheySelect(String method, String target, String labels, String fields) {
        AccessRequest access = read(method, target);

        assertThat(access.labelSelector()).isEqualTo(labels);
        assertThat(access.fieldSelector()).isEqualTo(fields);
    }

    private static String text(String method, String target) {
        AccessRequest access = read(method, target);
        if (access.path() != null) {
            return access.verb() + " " + access.path();
        }
        return "%s %s%s%s %s %s"
                .formatted(
                        access.verb(),
                        access.resource(),
                        access.group().isEmpty() ? "" : "." + access.group(),
                        access.subresource().isEmpty() ? "" : "/" + access.subresource(),
                        access.namespace().isEmpty() ? "-" : access.namespace(),
                        access.name().isEmpty() ? "-" : access.name());
    }

    private static AccessRequest read(String method, String target) {
        var query = new QueryStringDecoder(target);
        int question = target.indexOf('?');
        return AccessRequest.of(method, question < 0 ? target : target.substring(0, question), name -> {
            List<String> values = query.parameters().get(name);
            return values == null ? null : values.get(0);
        });
    }
}
