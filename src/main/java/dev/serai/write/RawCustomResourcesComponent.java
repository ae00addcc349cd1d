package dev.serai.write;

import dev.serai.cluster.ApiServer;
import org.apache.camel.component.kubernetes.KubernetesConfiguration;
import org.apache.camel.component.kubernetes.KubernetesConstants;
import org.apache.camel.component.kubernetes.customresources.KubernetesCustomResourcesComponent;
import org.apache.camel.component.kubernetes.customresources.KubernetesCustomResourcesEndpoint;
import org.apache.camel.spi.annotations.Component;

/**
 * Camel's {@code kubernetes-custom-resources} under its own scheme, with producers that send an object whole. Its
 * headers name a resource by group, version and plural, so they can name any resource, built in or not.
 */
@Component(KubernetesConstants.SCHEME_CUSTOM_RESOURCES)
public final class RawCustomResourcesComponent extends KubernetesCustomResourcesComponent {

    private final RawObjects objects;

    public RawCustomResourcesComponent(ApiServer apiServer) {
        objects = new RawObjects(apiServer);
    }

    @Override
    protected KubernetesCustomResourcesEndpoint doCreateEndpoint(
            String uri, String remaining, KubernetesConfiguration configuration) {
        return new RawCustomResourcesEndpoint(uri, this, configuration);
    }

    private final class RawCustomResourcesEndpoint extends KubernetesCustomResourcesEndpoint {
        RawCustomResourcesEndpoint(
                String uri, RawCustomResourcesComponent component, KubernetesConfiguration configuration) {
            super(uri, component, configuration);
        }

        @Override
        public RawCustomResourcesProducer createProducer() {
            return new RawCustomResourcesProducer(this, objects);
        }
    }
}
