package dev.serai.write;

import dev.serai.cluster.ApiServer;
import org.apache.camel.component.kubernetes.KubernetesConfiguration;
import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.apache.camel.component.kubernetes.pods.KubernetesPodsComponent;
import org.apache.camel.component.kubernetes.pods.KubernetesPodsEndpoint;
import org.apache.camel.spi.annotations.Component;

/** Camel's {@code kubernetes-pods} under its own scheme, with producers that send a pod whole. */
@Component(KubernetesConstants.SCHEME_PODS)
public final class RawPodsComponent extends KubernetesPodsComponent {

    private final RawObjects objects;

    public RawPodsComponent(ApiServer apiServer) {
        objects = new RawObjects(apiServer);
    }

    @Override
    protected KubernetesPodsEndpoint doCreateEndpoint(
            String uri, String remaining, KubernetesConfiguration configuration) {
        return new RawPodsEndpoint(uri, this, configuration);
    }

    private final class RawPodsEndpoint extends KubernetesPodsEndpoint {
        RawPodsEndpoint(String uri, RawPodsComponent component, KubernetesConfiguration configuration) {
            super(uri, component, configuration);
        }

        @Override
        public RawPodsProducer createProducer() {
            return new RawPodsProducer(this, objects);
        }
    }
}
