package dev.serai.cache.object;

import io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList;

/** A page of objects, as fabric8's informer reads it. */
public final class CachedObjectList extends DefaultKubernetesResourceList<CachedObject> {}
