package dev.serai.write;

import dev.serai.cluster.ApiServer;
import org.apache.camel.component.kubernetes.KubernetesConfiguration;
import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.apache.camel.component.kubernetes.pods.KubernetesPodsComponent;
import org.apache.camel.component.kubernetes.pods.KubernetesPodsEndpoint;
import org.apache.camel.spi.annotations.Component;

/** Camel's {@code kubernetes-pods} under its own scheme, with producers that send a pod whole. */
@Component(KubernetesConstants.SCHEME_PODS)
public final class WholePodsComponent extends KubernetesPodsComponent {

    private final WholeObjects objects;

    public WholePodsComponent(ApiServer apiServer) {
        objects = new WholeObjects(apiServer);
    }

    @Override
    protected KubernetesPodsEndpoint doCreateEndpoint(
            String uri, String remaining, KubernetesConfiguration configuration) {
        return new WholePodsEndpoint(uri, this, configuration);
    }

    private final class WholePodsEndpoint extends KubernetesPodsEndpoint {
        WholePodsEndpoint(String uri, WholePodsComponent component, KubernetesConfiguration configuration) {
            super(uri, component, configuration);
        }

        @Override
        public WholePodsProducer createProducer() {
            return new WholePodsProducer(this, objects);
        }
    }
}
